"""Single cases of what is found and what is left, written after the corpus was met."""

from __future__ import annotations

import pytest

from translator.redaction import Redactor

# `§` before and after what must go.
GOES = [
    "ENV API_KEY §a8f5f167f44f4964e6c998dee827110c§",
    "Authorization: token §16c7e42f292c6912e7710c838347ae178b4a1234§",
    "Authorization: ApiKey §VnVhQ2ZHY0JDZGJrUW0tZTVhT3g6dWkybHAyYXhU§",
    'secret = b"§9d5e3ecdeb4cdb7acfd63075ae046672§"',
    'os.environ["API_SECRET"] = "§9d5e3ecdeb4cdb7acfd63075ae046672§"',
    'config.set("password", "§Qwerty!2345§")',
    "mysql -uroot -p§Kf83hd2x§ shop",
    "redis-cli -a §Kf83hd2xx9§ ping",
    "<password>§Tr0ub4dor&3§</password>",
    '"db": {"user": "shop", "pass": "§kT9!vv21§"}',
    "sftp://shop:§1qaz_@WSX§@host/upload",
    "password is §Copper_gate7§",
    "login: ops\npassword: §Kf83hd!2§",
    "|password|§Kf83hd!2x§|",
    "Set-Cookie: session=§s%3AaBcDeF123456789.xYz987654321§; HttpOnly",
    "-----BEGIN RSA PRIVATE KEY-----\n§MIIEpAIBAAKCAQEA75d9s8f7g6h5j4k3l2z1x0c9v8b7§\n(cut)",
    "Password=§yRhMxX.zQrz6§;Encrypt=true",
    "X-Amz-Signature=§gUceJpIUpWZvwbvZRbDuQdSNiNSVRrHS§&x=1",
    "mailto:§jane.doe@customer.example§",
    "unsubscribe?email=§jane.doe%40customer.example§&p=1",
    "Tel. §0797/0989198§",
    "account §NO9386011117947§ of the shop",
    "range §10.1.2.3§-10.1.2.9",
    "nn02/§11.12.13.14§:8022 refused",
    "ESTAB §::ffff:10.0.2.36§:44446",
    "storage BP-578071091-§67.195.138.31§-1345503361432",
]
STAYS = [
    "token bucket of 100 req/s",
    "Password must be at least 12characters long",
    "The password field is empty after 3 tries.",
    '"key": "order.created.v2"',
    "tests: pass=1204 fail=3",
    "-copyFromLocal /etc/passwd  hdfs://host1.shop.example/tmp/",
    'userAndPassword = (conf.get("fs.user." + host, null) + 1',
    "s3://access_key:secret_key@bucket/",
    "ftp://user:password@host/",
    "passwordEncoder=org.shop.security.BCrypt2",
    "privateKeyPath=/etc/ssl/key1.pem",
    "S3 Extended Request ID: DOt6C+Y84mGSoDuaQTCo33893VaoKGEVC3y1k2zFIQRm+AJkFH2mTyrDgnykSL",
    "storage DS-c307fe32-1d7b-4c82-9d8f-6c43bb6ebe3f",
    '"/var/folders/6g/x4xgj0gn17z2nhk3v4n01mhw0000gn/T/116627-19422-6esb5c/res"',
    "build/bdist.linux-x86_64/egg/MySQLdb/__init__.py",
    "upgraded from 3.2.1.0 to 3.2.1.4",
    "/usr/hdp/2.2.0.0-2041/lib",
    "Chrome/142.0.0.0 Safari/537.36",
    "server version:\n13.0.2.1",
    "00:1a:2b:3c:4d:5e and 50:06:01:60:3b:de:01:23",
    "|- 6146 5773 6146 6146 (bash)",
    "0040 3132 3334 3536 3738",
    "Order 1234 5678 9012 3456 failed",
    "-----BEGIN CERTIFICATE-----",
    "from +2 to +12345678 ms",
]


@pytest.mark.parametrize("case", GOES)
def test_goes(case: str) -> None:
    """No part of the value is left."""
    before, value, after = case.split("§")
    covered = {at for item in Redactor().found(before + value + after) for at in range(item.start, item.end)}
    assert covered >= set(range(len(before), len(before) + len(value)))


@pytest.mark.parametrize("text", STAYS)
def test_stays(text: str) -> None:
    """Nothing of it goes."""
    assert Redactor().redact(text).text == text
