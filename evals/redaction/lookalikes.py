"""What must stay as it is, because a model cannot understand the ticket without it: label, maker, share."""

# ruff: noqa: E501 (a row of a table stays on its line)

from __future__ import annotations

import random
from base64 import b64encode
from collections.abc import Callable

from evals.redaction.shapes import (
    ALNUM,
    BASE64,
    DIGITS,
    HEX,
    LOWER,
    UPPER,
    Line,
    between,
    luhn,
    placed,
    run,
    uuid,
)

Maker = Callable[[random.Random], Line]


def _in(frames: tuple[str, ...], make: Callable[[random.Random], str]) -> Maker:
    return lambda chance: placed(chance.choice(frames), make(chance))


def _one(values: str) -> Maker:
    """One of the lines as it is; `§` before and after what is looked at, `⏎` for a line break inside."""

    def line(chance: random.Random) -> Line:
        before, value, after = chance.choice(values.splitlines()).replace("⏎", "\n").split("§")
        return Line(before + value + after, value, len(before))

    return line


def _class(chance: random.Random) -> str:
    parts = "Abstract Retrying Invoice Dispatcher Factory Bean Order Proxy Handler Cache Listener V2".split()
    chance.shuffle(parts)
    return f"com.{chance.choice(('acme', 'tallyworks'))}.{between(chance, LOWER, 4, 9)}.{''.join(parts[:5])}"


def _camel(chance: random.Random) -> str:
    words = "get order by customer id and region with retry policy 2 async batch stream for tenant".split()
    return "".join(chance.choice(words).title() for _ in range(chance.randint(4, 8)))


def _path(chance: random.Random) -> str:
    folders = "var log srv app releases 20260504 node_modules dist chunks src main java billing v2".split()
    middle = "/".join(chance.choice(folders) for _ in range(chance.randint(3, 6)))
    return chance.choice(
        (f"/{middle}/main.{run(chance, HEX, 8)}.js", f"C:\\{middle}\\x64", f"/{middle}/a.log")
    )


def _number_failing_luhn(chance: random.Random) -> str:
    number = luhn(chance.choice(("4", "51", "37")) + run(chance, DIGITS, 13))
    return number[:-1] + str((int(number[-1]) + chance.randint(1, 9)) % 10)


def _image(chance: random.Random) -> str:
    return "data:image/png;base64,iVBORw0KGgo" + run(chance, BASE64, chance.randint(80, 400)) + "=="


def _version(chance: random.Random) -> str:
    return ".".join(str(chance.randint(0, 40)) for _ in range(4))


def _pod(chance: random.Random) -> str:
    return f"{chance.choice(('api', 'order-worker'))}-{run(chance, 'bcdf456789', 10)}-{run(chance, 'bcdfghz2', 5)}"


def _date(chance: random.Random) -> str:
    year, month, day = chance.randint(2019, 2026), chance.randint(1, 12), chance.randint(1, 28)
    clock = f"{chance.randint(0, 23):02d}:{chance.randint(0, 59):02d}:{chance.randint(0, 59):02d}"
    return chance.choice(
        (
            f"{year}-{month:02d}-{day:02d}T{clock}.{run(chance, DIGITS, 3)}+0200",
            f"{year}{month:02d}{day:02d}-{clock.replace(':', '')}",
            f"{day:02d}.{month:02d}.{year} {clock}",
            f"{year}-{month:02d}-{day:02d} {clock},{run(chance, DIGITS, 3)}",
            f"{month:02d}/{day:02d}/{year}",
            clock,
        )
    )


LOOKALIKES: tuple[tuple[str, Maker, float], ...] = (
    ("git sha", _in(("commit §", "since § it fails", "| § | merged |", "https://git.vendor.example/shop/commit/§",
                     "reverted in §."), lambda c: run(c, HEX, c.choice((40, 40, 12, 7)))), 3),
    ("uuid", _in(("request id §", "order § is stuck", "trace=§", '"id": "§",', "tenant §", "/v1/orders/§/items",
                  "correlation-id: §"), uuid), 3),
    ("image digest", _in(("image shop@§", "pulled §", "digest: §"), lambda c: f"sha256:{run(c, HEX, 64)}"), 2),
    ("package hash", _in(('"integrity": "§",', "--hash=§ \\", "integrity §"), lambda c: c.choice((
        f"sha512-{run(c, BASE64, 86)}==", f"sha256:{run(c, HEX, 64)}", f"h1:{run(c, BASE64, 43)}="))), 2),
    ("checksum", _in(("md5 §", "checksum § does not match", "ETag: \"§\"", "sha1: §", "sha256sum §  a.zip"),
                     lambda c: run(c, HEX, c.choice((32, 40, 64)))), 2),
    ("trace ids", _in(("traceparent: §",), lambda c: f"00-{run(c, HEX, 32)}-{run(c, HEX, 16)}-01"), 1),
    ("version", _in(("version §", "since v§", "Version=§, Culture=neutral", "upgraded to § (version)",
                     "shop-core-§.jar", "driver ver. §", "SDK §-beta", "release §"), _version), 3),
    ("user agent", _in(("UA: Mozilla/5.0 §", "browser §"), lambda c: (
        f"Chrome/{c.randint(90, 140)}.0.{c.randint(1000, 9000)}.{c.randint(1, 200)} Safari/537.36")), 1),
    ("local address", _one("listens on §127.0.0.1§:8080\nbind §0.0.0.0§\nmask §255.255.255.0§\n[§::1§]:9090"), 1),
    ("oid and sections", _one("OID §1.3.6.1.4.1.311§ is missing\nsee section §4.2.1.3§\nchapter §2.10.3.1§ of the guide"
                              "\nRFC 5280 §4.2.1.10§ applies"), 1),
    ("colons", _one("§std::vector<int>§ grows\nuse §Foo::Bar::baz§\n§a::before§ in the style\nat §12:34:56§ it stops\n"
                    "ratio §16:9§\n§ActiveRecord::Base::Dead§\nlines §12:44:18§\n§cafe::face§ operator"), 1),
    ("order number", _in(("order §", "invoice § is late", "ticket #§", "customer §", "id=§", '"orderId": §,'),
                         lambda c: run(c, "123456789", 1) + run(c, DIGITS, c.randint(7, 14))), 3),
    ("failing card", _in(("order § is late", "reference §", "tracking §"), _number_failing_luhn), 2),
    ("failing iban", _in(("ref § is late", "batch §"), lambda c: f"DE00{run(c, DIGITS, 18)}"), 1),
    ("epoch", _in(("ts=§", '"created": §,', "at § the queue was empty"),
                  lambda c: str(c.randint(1_600_000_000_000, 1_900_000_000_000))), 1),
    ("date", _in(("on § it began", "§ ERROR timeout", "| § | down |", "until §"), _date), 3),
    ("build number", _in(("build § took 12 minutes", "build #§", "release-§", "artifact §"), lambda c: c.choice((
        f"{run(c, '123456789', 3)}-{run(c, DIGITS, 3)}-{run(c, DIGITS, 2)}", f"2026.{c.randint(1, 12)}.{run(c, DIGITS, 4)}",
        f"{run(c, '12', 1)}{run(c, DIGITS, 2)}-{run(c, DIGITS, 4)}-{run(c, DIGITS, 3)}", run(c, "123456789", 10)))), 2),
    ("base64 image", _in(("![shot](§)", '<img src="§">', "icon: §"), _image), 1),
    ("base64 text", _in(("payload §", "body: §", "decoded from §"), lambda c: (
        b64encode(f"order {c.randint(1, 999)} was paid by the customer twice".encode()).decode())), 1),
    ("class name", _in(("at §.apply(Service.java:114)", "Caused by: §Exception: null", "§ is never closed", "bean §"),
                       _class), 2),
    ("long identifier", _in(("call § first", "metric §", "see §()", "flag §", "topic: §"), _camel), 2),
    ("environment name", _in(("set § first", "missing §", "env §"), lambda c: c.choice(
        "SHOP_MAX_CONCURRENT_CHECKOUT_SESSIONS DB_PASSWORD_FILE AWS_SECRET_ACCESS_KEY API_TOKEN_TTL_SECONDS".split())), 1),
    ("colour", _in(("color: §;", "the button is §", "background §"), lambda c: f"#{run(c, HEX, c.choice((3, 6, 8)))}"), 1),
    ("path", _in(("see §", "File \"§\", line 14", "ENOENT: §", "wrote §"), _path), 2),
    ("memory address", _in(("segfault at §", "ptr=§"), lambda c: f"0x{run(c, HEX, c.choice((8, 16)))}"), 1),
    ("pod name", _in(("pod § restarted", "kubectl logs §", "node/§"), _pod), 1),
    ("cloud id", _in(("instance § is gone", "in § since Monday"), lambda c: c.choice((
        f"i-0{run(c, HEX, 16)}", f"vol-0{run(c, HEX, 16)}", f"arn:aws:s3:::shop-{run(c, LOWER, 6)}/exports/2026",
        f"subnet-{run(c, HEX, 8)}"))), 1),
    ("port and price", _one("port §27017§ is closed\n§$1,249.99§ a month\n§8443/tcp§\nISBN §978-3-16-148410-0§\n"
                            "part §555-0132§\nHTTP §502§ for §"[:-5] + "\nerror §0x80070005§\n§1024x768§ screens"), 1),
    ("word about a secret", _one(
        "token: §expired§\npassword: §required§\nsecret: §see-vault§\npassword=§${DB_PASSWORD}§\n"
        "token = §getToken(user)§\napi_key: §<your-api-key>§\nthe bearer §token is missing on the call§\n"
        "Basic §authentication failed twice§\nprimary key: §user_id_2§\nkey=§user:12345:profile§\n"
        "cacheKey = \"§invoice-2024-03§\"\ntoken_count: §4096§\nmax_tokens=§20480000§\n"
        "password_hash §varchar(255)§\npasswordResetTimeoutMs=§30000000§\ntokenizer=§bert-base-uncased2§\n"
        "secretName: §db-credentials-v2§\npassword: §********§\nAuthorization: §Bearer <token>§\n"
        "password = §os.environ[\"DB_PASS1\"]§\ntoken=§null§\nsort key: §created_at_2§\n"
        "The password is §wrong after the third try§\nAuthorization: Basic §<credentials>§\n"
        "password=§{{ vault.db_pass2 }}§\nidempotency-key: §order-2026-05-04-17§\npassword: §string (min 8 chars)§\n"
        "passwordField.setText(§\"\"§)\nsecret §santa event 2026§\nkeyboard: §de-latin1-nodeadkeys§\n"
        "password: §%s§\npwd: §/home/deploy/app2§\nauth: §oauth2§\ntoken: §string§\napi key §rotation is due§\n"
        "public key: §RS256§\nforeign key §fk_orders_customer_2024§\nPassword: §Reset link goes to 404§"), 3),
    ("role mailbox", _one("write to §support@customer.example§\nfrom §no-reply@shop.example§\n"
                          "clone §git@git.vendor.example:shop/api.git§\n§billing@shop.example§ bounced"), 1),
    ("at sign", _one("§lodash@4.17.21§\n§@angular/core§ 17\n§@Override§ is missing\n§@Transactional(timeout = 5)§\n"
                     "§@types/node@20.1.0§\n§shop@sha256§ digests\n§@media (max-width: 600px)§\n§@param orderId the order§\n"
                     "§@SpringBootTest§ hangs\nops§@web-01§:~$ ls\n§@Test§ public void pays()\nmeet §@ 10:30§\n"
                     "    §@Autowired§\n§@here§ it is down\nimport x from '§@scope/pkg§'\n§@dataclass§\n§@pytest.fixture§"), 2),
    ("words near names", _one("cc §the billing team§\nThanks, §it works now§\nReported by: §monitoring§\nAssignee: §Unassigned§\n"
                              "§Best Practices§ apply\nThanks,⏎§Steps to reproduce§: open it\nlicensed under §CC BY 4.0§\n"
                              "gcc: §cc1plus§ failed\nAuthor: §unknown§\nCC: §Platform Team§\nRegards, §the Data Platform team§\n"
                              "§Kind§ of regards: none\nReporter: §Automation§\nReview §by: Friday§\nby §Internet Explorer§\n"
                              "from §New York§ offices\n§Visual Studio Code§ shows\n§Sign In§ page"), 2),
    ("capital words", _in(("§ fails", "the § page", "since § began"), lambda c: c.choice((
        "Order History", "Black Friday", "Google Chrome", "Spring Boot", "Checkout Service", "Grace Period",
        "Mark Complete", "Apache Kafka", f"{run(c, UPPER, 3)}-{run(c, DIGITS, 4)}"))), 1),
    ("long word", _in(("see §", "the § again"), lambda c: c.choice((
        "Donaudampfschifffahrtsgesellschaftskapitän", "internationalization-of-the-checkout-flow",
        "pneumonoultramicroscopicsilicovolcanoconiosis", "a" * c.randint(20, 60), "=" * 40, "-" * 60,
        f"very-long-branch-name-for-issue-{run(c, DIGITS, 4)}-retry-of-payments", f"{run(c, ALNUM, 8)}"))), 1),
)  # fmt: skip
