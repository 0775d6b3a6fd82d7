"""Lines of tickets that hold no secret and look like it: ids, digests, names in code, codes of errors."""

from __future__ import annotations

# A label, then the line; braces as in `odd_forms`.
INNOCENT = r"""
commit|commit {h40}
commit|since {h12} it fails
commit|reverted in {h7}
commit|merged {h40} into main
commit|https://git.zell.example/shop/commit/{h40}
commit|https://git.zell.example/shop/compare/{h12}...{h12}
commit|image built from {h8}
commit|bisect says {h40} is the first bad one
commit|HEAD is now at {h9} fix the cart
commit|see {h10}, {h10} and {h10}
commit|Revert "{h40}"
commit|git show {h40} -- src/cart.py
commit|blob {h40} 1204
commit|deploy {h40} to staging
uuid|request {U} took 9 s
uuid|order {U}
uuid|tenant {U} sees nothing
uuid|/v1/carts/{U}/items
uuid|x-request-id: {U}
uuid|correlation_id={U}
uuid|"traceId":"{U}"
uuid|job {U} failed twice
uuid|user {U} cannot sign in
uuid|https://app.zell.example/orders/{U}
uuid|urn:uuid:{U}
uuid|device {U} is offline
uuid|event_{U}
uuid|message id {U}
uuid|batch {U}: 40 rows
trace|traceparent: 00-{h32}-{h16}-01
trace|trace_id={h32} span_id={h16}
trace|X-B3-TraceId: {h32}
trace|X-Amzn-Trace-Id: Root=1-{h8}-{h24}
trace|cf-ray: {h16}-FRA
trace|request id {u16}
trace|S3 Request ID: {u16}
trace|x-amz-id-2: {b40}
trace|RequestId: {u20}
trace|span {h16} lasts 4 s
trace|dd.trace_id={d19} dd.span_id={d19}
trace|sentry event {h32}
trace|uber-trace-id: {h16}:{h16}:0:1
trace|log group line {d56}
trace|x-correlation-id {a22}
digest|shop@sha256:{h64}
digest|sha256:{h64}
digest|sha512-{b60}
digest|"integrity": "sha512-{b60}=="
digest|md5 {h32}
digest|etag "{h32}"
digest|ETag: W/"{a27}"
digest|checksum {h64} does not match
digest|sha1 {h40}  shop.zip
digest|h1:{b42}=
digest|Content-MD5: {b22}==
digest|docker pull zell/shop@sha256:{h64}
digest|layer {h12} already exists
digest|CACHE KEY sha256:{h16}
digest|fingerprint SHA256:{b43}
digest|crc32 {h8}
digest|sum: {h64}
digest|nix store path /nix/store/{l32}-shop-1.2
digest|hash {h40} differs from {h40}
digest|go.sum h1:{b42}=
digest|x-amz-checksum-sha256: {b42}=
file|IMG_20260504_112233_7781.jpg is attached
file|Screenshot_2026-05-04-11-22-33-448_com.zell.shop.png
file|main.{h20}.js fails to load
file|chunk-{u8}.js
file|vendors~main.{h20}.chunk.js
file|/assets/index-{w8}.css
file|report_2026-05-04T11-22-33Z_v2.csv.gz
file|shop-core-1.20.4-SNAPSHOT-jar-with-dependencies.jar
file|libzell-2.4.1-cp311-cp311-manylinux_2_17_x86_64.whl
file|core.2026-05-04.112233.31337.hprof
file|ZellShop_Setup_x64_v10_2_Final3.exe
file|/var/log/zell/worker-7f9c4d5b6d-x2k8p/stdout.log
file|C:\Users\shop2\AppData\Local\Zell\Cache_Data4\f_0003a1
file|backup_full_shop_prod_20260504_0300.sql.bz2
file|invoice-2026-000481-v3-final-signed.pdf
file|node_modules/.pnpm/zell-sdk@4.2.1_react@18.2.0/index.js
file|s3://zell-exports/2026/05/04/part-00017-{U}.snappy.parquet
file|part-r-00012-of-00480.avro
file|fonts/Inter-roman.var.woff2?v=3.19
file|GeoLite2-City-CSV_20260504.zip
name|RetryingInvoiceDispatcherFactoryBeanV2 is null
name|com.zell.shop.checkout.v2.PaymentIntentServiceImpl2
name|getOrderByCustomerIdAndRegionV2AsyncForTenant
name|useSelectorWithShallowEqualV2Hook
name|HTTP2StreamResetRateLimiterTest
name|ErrorCode42NotRetriableException
name|TestCheckoutPage_ShowsTotal_After3Items
name|test_checkout_total_after_3_items_with_discount_v2
name|should_return_404_when_order_2_is_missing
name|MAX_CONCURRENT_CHECKOUT_SESSIONS_V2
name|ix_orders_customer_id_created_at_2024
name|fk_order_items_2_orders_v3
name|V20260504112233__add_total_to_orders.sql
name|kafka topic shop.orders.v2.customer-updated
name|metric shop_checkout_latency_seconds_bucket_p95
name|feature flag enable-new-checkout-flow-2026-q2
name|class Button_root__3xYz9 is missing
name|css-1q2w3e4-MuiButton-root
name|data-testid="order-row-3-total-v2"
name|org.apache.zell.Base64UrlSafeEncoderV2Test
name|SomeVeryLongIdentifierWithNumbers123AndWords456
name|iso8601DateTimeFormatterWithOffset
name|X509CertificateChainValidatorImpl
name|Utf8ToUtf16LeConverterBuffer2
name|k8s_container_cpu_usage_seconds_total2
name|SHOP_FEATURE_2FA_ENFORCED_FOR_ADMINS
name|arm64v8AlpineBuilderStage2
name|AES256GCMNoPaddingCipherSuite
name|TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
name|ECDHE-RSA-AES128-GCM-SHA256
name|x86_64-pc-windows-msvc2022
name|en_US.ISO8859-15@euro2
key|SHOP-4481 blocks SHOP-4482
key|see PLAT-12 and CVE-2026-21044
key|RFC-7231 section 6.5.1
key|GHSA-7rjr-3q55-vv33
key|ABC-1234-checkout-fails-on-second-click
key|PROJ_4481_2
key|INC0041882 was closed
key|CHG0030144
key|TCKT-2026-000481
key|EPIC-9: sign-in
id|cus_{a14} is charged twice
id|evt_{a24} arrived late
id|pi_{a24} stays open
id|order_{a20} is stuck
id|"id": "{a20}"
id|req_{a24} failed
id|customer id {a22}
id|message_id={a26}
id|thread_{a24} is empty
id|run id run_{a24}
id|instance i-0{h16}
id|vpc-{h17}
id|arn:aws:iam::123456789012:role/shop-role-2
id|projects/shop-prod-2/topics/orders-v3
id|ULID 01HZX{u21}
id|object id {h24}
id|_id: {h24}
id|Salesforce case 500{a15}
id|document id {a40}
id|video {w11} does not play
id|channel C0{u9}
id|user U0{u9} left
id|tracking number 1Z999AA10123456784
id|parcel JJD01460000{d9}
id|order 2026-05-04-000481
id|invoice RE-2026-000481-B
id|serial SN-7F3K-22Q9
id|license plate B-ZL 4481
id|article 4006381333931
id|IMEI {d15}
id|MAC 00:1a:2b:3c:4d:5e
id|asset tag LT-004481-DE
id|build 20260504.{d4}
id|pod order-worker-7f9c4d5b6d-x2k8p
id|node ip-10-2-3-4.eu-central-1.compute.internal
id|container {h12} exited
id|release 2026.05.04-rc3-{h8}
id|workspace ws-{h12}
id|session replay {U}
id|pull request 4481
base64|![shot](data:image/png;base64,iVBORw0KGgo{b90}==)
base64|<img src="data:image/gif;base64,R0lGODlhAQABAIAAAP{b30}">
base64|url(data:font/woff2;base64,d09GMgABAAAAA{b80})
base64|payload b3JkZXIgNDIgd2FzIHBhaWQgdHdpY2U=
base64|body: eyJvcmRlciI6NDIsInBhaWQiOnRydWV9
base64|attachment starts with iVBORw0KGgoAAAANSUhEUgAA{b40}
base64|JVBERi0xLjQKJeLjz9MKMyAwIG9iag{b60}
base64|PK UEsDBBQAAAAIA{b60}
base64|/9j/4AAQSkZJRgABAQAAAQABAAD/{b60}
base64|aGVsbG8gd29ybGQgZnJvbSB0aGUgc2hvcA==
version|zell-sdk 4.20.1-beta.3+build.20260504
version|v2.17.0-rc.1-184-g{h8}
version|Chrome/126.0.6478.127 Safari/537.36
version|Mozilla/5.0 (Windows NT 10.0; Win64; x64)
version|python3.11-bookworm-slim
version|openjdk-21.0.3+9-LTS
version|postgres:16.3-alpine3.20
version|kernel 6.8.0-31-generic
version|iOS 17.5.1 (21F90)
version|Android 14 UP1A.231005.007
version|1.20.4-SNAPSHOT-20260504.112233-12
version|node-v20.14.0-linux-x64
version|numpy-1.26.4-cp311-cp311-win_amd64
version|ubuntu-22.04.4-live-server-amd64
version|driver 31.0.15.5222
code|error code 48213
code|exit code 137
code|status code 5021
code|HTTP code 502
code|postal code 10115
code|zip code 94107
code|the country code is 0049
code|product code 482133
code|discount code SUMMER2026
code|promo code WELCOME10
code|error code: E4040112
code|reason code 481220
code|return code 139 of the job
code|code 1006 closes the socket
code|Oracle says ORA-00904
code|area code 030
code|code 200 is expected
code|pin 13 of the connector is bent
code|pins 1200 rows to memory
code|the code has 120000 lines
code|the code of 2024 is still in use
code|voucher code page fails
code|item code 771204 is missing
code|source code 2026 edition
code|QR code 4 by 4 cm
code|tax code 19
code|code review took 481220 seconds
code|airport code FRA
code|SWIFT code COBADEFFXXX
code|bar code 4006381333931
code|OTP mails arrive 15 minutes late
code|the OTP page shows 404
code|the code expires after 900 seconds
code|enter the code within 5 minutes
code|PIN entry fails 3 times out of 10
code|2FA is on for 4812 users
code|one-time payment of 4,812 EUR
code|verification code never arrives
word|the token expires after 3600 seconds
word|token count 128000
word|password must have 12 characters
word|password reset mail is late
word|key: order.created.v2
word|primary key customer_id_2
word|sort key created_at_2024
word|the secret santa list of 2026
word|keyboard layout de-latin1-nodeadkeys
word|API key rotation is due
word|the access key dialog is empty
word|session timeout 1800 s
word|session id is missing from the log
word|sessions=4812
word|cookie banner v2.3.1
word|cookie: SameSite=Lax2
word|secret name db-credentials-v2
word|password field #password2
word|token: string (uuid)
word|passwords are stored as bcrypt
word|x-api-key header is missing
word|Authorization: Bearer <token>
word|client_secret=${CLIENT_SECRET}
word|password=$DB_PASS
word|token={{ .Values.apiToken2 }}
word|pass=1204 fail=3
word|auth=oauth2
word|key_length=2048
word|secretKeyRef: shop-secrets2
word|max_tokens: 4096
word|public key id 2026-05
word|webhook returns 410
word|webhook /api/webhooks/orders/v2 is slow
word|the hook useOrders2 renders twice
word|https://docs.zell.example/webhooks/incoming/setup-guide-2
word|https://zell.example/reset-password
word|https://zell.example/invite/expired
word|https://zell.example/verify/email/step-2
word|seed data of 2026 is missing
word|the seed script inserts 12 rows
word|recovery took 40 minutes
word|backup from 2026-05-04 03:00
word|backup codes page is empty
word|credentials expired in 2025
word|license key dialog v3
word|pin the version to 4.20.1
word|the pass rate is 98.2 %
word|passed 1204 of 1210
word|tok/s drops to 41.2
word|credit card payment fails on 4 of 10
word|signature does not match
word|sig=invalid
word|nonce {h32}
word|salt={h16}
word|idempotency-key: {U}
word|partition key 2026-05-04#shop2
text|Donaudampfschifffahrtsgesellschaftskapitän
text|internationalization-of-the-checkout-flow
text|http://localhost:8080/actuator/health
text|https://status.zell.example/incidents/4812
text|https://docs.zell.example/en/latest/checkout_v2.html#totals
text|/api/v2/customers/4812/orders?page=2&sort=created_at
text|utm_source=newsletter&utm_campaign=spring-2026-v2
text|SELECT id, total FROM orders WHERE created_at > '2026-05-04'
text|0xFFFFFFFF80001234 segfault
text|00000000 7f 45 4c 46 02 01 01 00
text|AAAAAAAAAAAAAAAAAAAAAAAA
text|abcdefghijklmnopqrstuvwxyz0123456789
text|ABCDEFGHIJKLMNOPQRSTUVWXYZ
text|1234567890123456789012345
text|xxxxxxxxxxxxxxxxxxxxxxxx
text|lorem-ipsum-dolor-sit-amet-2
text|2026-05-04T11:22:33.448+02:00
text|1790000000000
text|+02:00 Europe/Berlin
text|color: #a1b2c3d4
text|matrix3d(1,0,0,0,0,1)
text|50,000,000 rows in 12.5 s
text|from 4.1 s to 0.9 s at p95
text|3x A4, 2x A3, 1x B5
""".strip().splitlines()
