"""Keys, tokens and passwords as their issuers make them, each in a line that could stand in a ticket."""

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
    URLSAFE,
    Line,
    between,
    placed,
    run,
    uuid,
)

Maker = Callable[[random.Random], Line]

# Keys that show by their shape what they are stand anywhere.
ANYWHERE = (
    "The job logs in with § and that worked until Monday.",
    "2026-05-04T09:12:44.120Z ERROR auth failed for §",
    "java.lang.IllegalStateException: rejected credential §",
    '{"level":"warn","credential":"§","attempt":3}',
    "  value: §",
    "| staging | § | yes |",
    "{code}\nexport X=§\n{code}",
    "curl -H 'X-Auth: §' https://api.vendor.example/v1/orders",
    "`§`",
    "see §.",
    "at step 3 we send (§), then wait",
    "https://files.vendor.example/get?x=§&page=2",
)
# Those without a shape of their own are known by the name they are assigned to.
NAMED = (
    "{name}=§",
    "{name}: §",
    '{name}: "§"',
    '  "{name}": "§",',
    "{name} = '§'",
    "export {name}=§",
    "| {name} | § |",
    "-e {name}=§ \\",
    "2026-05-04 09:12:44 DEBUG loaded {name}=§ from the environment",
)


def _anywhere(make: Callable[[random.Random], str]) -> Maker:
    return lambda chance: placed(chance.choice(ANYWHERE), make(chance))


def _named(names: str, make: Callable[[random.Random], str]) -> Maker:
    def line(chance: random.Random) -> Line:
        frame = chance.choice(NAMED).replace("{name}", chance.choice(names.split()))
        return placed(frame, make(chance))

    return line


def lines(frames: tuple[str, ...], make: Callable[[random.Random], str]) -> Maker:
    """A maker of lines: one of the frames with a fresh value in the place of `§`."""
    return lambda chance: placed(chance.choice(frames), make(chance))


def _jwt(chance: random.Random) -> str:
    def part(text: str) -> str:
        return b64encode(text.encode()).decode().rstrip("=").replace("+", "-").replace("/", "_")

    head = part('{"alg":"HS256","typ":"JWT"}')
    body = part(f'{{"sub":"{run(chance, DIGITS, 8)}","exp":{chance.randint(1_700_000_000, 1_900_000_000)}}}')
    return f"{head}.{body}.{run(chance, URLSAFE, 43)}"


def _private_key(chance: random.Random) -> str:
    what = chance.choice(("RSA PRIVATE KEY", "PRIVATE KEY", "EC PRIVATE KEY", "OPENSSH PRIVATE KEY"))
    body = "\n".join(run(chance, BASE64, 64) for _ in range(chance.randint(4, 12)))
    return f"-----BEGIN {what}-----\n{body}\n{run(chance, BASE64, 38)}==\n-----END {what}-----"


def _service_account(chance: random.Random) -> str:
    body = "\\n".join(run(chance, BASE64, 64) for _ in range(6))
    return f"-----BEGIN PRIVATE KEY-----\\n{body}\\n-----END PRIVATE KEY-----\\n"


def _basic(chance: random.Random) -> str:
    return b64encode(f"{between(chance, LOWER, 4, 8)}:{_password(chance)}".encode()).decode()


def _password(chance: random.Random) -> str:
    """As people make them: a word, digits, a sign; or drawn by a tool."""
    words = "winter dragon coffee orange rocket harbor Monday Velvet Copper tulip".split()
    word = chance.choice(words)
    return chance.choice(
        (
            f"{word}{chance.randint(10, 9999)}{chance.choice('!?#*%')}",
            f"{word.title()}_{chance.choice(words)}{chance.randint(1, 99)}",
            f"{chance.choice(words)}-{chance.choice(words)}-{chance.randint(10, 99)}",
            between(chance, ALNUM + "!#%*+-_.^~", 12, 24).replace(".", "k") + str(chance.randint(0, 9)) + "a",
            between(chance, ALNUM, 14, 20) + "7q",
        )
    )


def _url_password(chance: random.Random) -> str:
    return between(chance, ALNUM + "-_.~!", 8, 20) + str(chance.randint(0, 9))


def _discord(chance: random.Random) -> str:
    first = b64encode(run(chance, DIGITS, 18).encode()).decode().rstrip("=")
    return f"{first}.{run(chance, URLSAFE, 6)}.{run(chance, URLSAFE, 38)}"


SECRETS: dict[str, Maker] = {
    "aws access key": _anywhere(lambda c: c.choice(("AKIA", "ASIA")) + run(c, UPPER + "234567", 16)),
    "aws secret key": _named("aws_secret_access_key AWS_SECRET_ACCESS_KEY secretKey SecretAccessKey",
                             lambda c: run(c, BASE64, 40)),
    "github token": _anywhere(lambda c: c.choice(("ghp_", "gho_", "ghs_", "ghu_")) + run(c, ALNUM, 36)),
    "github fine-grained token": _anywhere(
        lambda c: f"github_pat_{run(c, ALNUM, 22)}_{run(c, ALNUM, 59)}"),
    "gitlab token": _anywhere(lambda c: c.choice(("glpat-", "gldt-", "glrt-")) + run(c, URLSAFE, 20)),
    "slack token": _anywhere(
        lambda c: f"{c.choice(('xoxb', 'xoxp'))}-{run(c, DIGITS, 12)}-{run(c, DIGITS, 12)}-{run(c, ALNUM, 24)}"),
    "slack app token": _anywhere(lambda c: f"xapp-1-A{run(c, UPPER, 10)}-{run(c, DIGITS, 13)}-{run(c, HEX, 64)}"),
    "slack webhook": lines(("post to § now", "url: §", "SLACK_URL=§"), lambda c: (
        f"https://hooks.slack.com/services/T{run(c, UPPER, 8)}/B{run(c, UPPER, 10)}/{run(c, ALNUM, 24)}")),
    "discord webhook": lines(("post to § now", "url: §"), lambda c: (
        f"https://discord.com/api/webhooks/{run(c, DIGITS, 18)}/{run(c, URLSAFE, 68)}")),
    "discord token": _anywhere(_discord),
    "telegram token": _anywhere(lambda c: f"{c.choice('123456')}{run(c, DIGITS, 9)}:AA{run(c, URLSAFE, 33)}"),
    "stripe key": _anywhere(lambda c: c.choice(("sk_live_", "rk_live_", "sk_test_")) + between(c, ALNUM, 24, 99)),
    "openai key": _anywhere(lambda c: (
        f"sk-{c.choice(('proj-', 'svcacct-', ''))}{run(c, ALNUM, 20)}T3BlbkFJ{run(c, ALNUM, 20)}")),
    "anthropic key": _anywhere(lambda c: f"sk-ant-api03-{run(c, URLSAFE, 93)}AA"),
    "google api key": _anywhere(lambda c: f"AIza{run(c, URLSAFE, 35)}"),
    "google oauth secret": _anywhere(lambda c: f"GOCSPX-{run(c, URLSAFE, 28)}"),
    "google service account": lines(('  "private_key": "§",', '"private_key":"§"'), _service_account),
    "heroku key": _named("HEROKU_API_KEY heroku_api_key", uuid),
    "heroku token": _anywhere(lambda c: f"HRKU-AA{run(c, URLSAFE, 58)}"),
    "twilio key": _anywhere(lambda c: f"SK{run(c, HEX, 32)}"),
    "twilio auth token": _named("TWILIO_AUTH_TOKEN twilio_auth_token authToken", lambda c: run(c, HEX, 32)),
    "mailgun key": _anywhere(lambda c: f"key-{run(c, HEX, 32)}"),
    "mailchimp key": _anywhere(lambda c: f"{run(c, HEX, 32)}-us{c.randint(1, 20)}"),
    "sendgrid key": _anywhere(lambda c: f"SG.{run(c, URLSAFE, 22)}.{run(c, URLSAFE, 43)}"),
    "npm token": _anywhere(lambda c: f"npm_{run(c, ALNUM, 36)}"),
    "npmrc line": lines(("//registry.vendor.example/:_authToken=§", "//npm.vendor.example/pkg/:_password=§"),
                      lambda c: c.choice((uuid(c), run(c, ALNUM, 40)))),
    "netrc line": lines(("machine git.vendor.example login deploy password §",
                       "machine api.vendor.example\n  login ops\n  password §"), _password),
    "pypi token": _anywhere(lambda c: f"pypi-AgEIcHlwaS5vcmc{run(c, URLSAFE, 120)}"),
    "docker token": _anywhere(lambda c: f"dckr_pat_{run(c, URLSAFE, 27)}"),
    "docker config": lines(('{"auths": {"hub.vendor.example": {"auth": "§"}}}',), _basic),
    "atlassian token": _anywhere(lambda c: f"ATATT3xFfGF0{run(c, URLSAFE, 170)}={run(c, 'ABCDEF' + DIGITS, 8)}"),
    "digitalocean token": _anywhere(lambda c: f"{c.choice(('dop_v1_', 'doo_v1_'))}{run(c, HEX, 64)}"),
    "hugging face token": _anywhere(lambda c: f"hf_{run(c, ALNUM, 34)}"),
    "datadog key": _named("DD_API_KEY DATADOG_API_KEY dd-api-key datadog_app_key", lambda c: (
        run(c, HEX, c.choice((32, 40))))),
    "azure storage key": lines((
        "DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=§;EndpointSuffix=core.windows.net",
        "AccountKey=§"), lambda c: run(c, BASE64, 86) + "=="),
    "azure signature": lines((
        "https://shop.blob.core.windows.net/x/y.zip?sv=2024-08-04&se=2026-06-01&sr=b&sp=r&sig=§",
        "GET /x?sp=r&sig=§&sv=2024 403"), lambda c: f"{run(c, ALNUM, 20)}%2B{run(c, ALNUM, 22)}%3D"),
    "azure client secret": _anywhere(lambda c: f"{run(c, ALNUM, 3)}8Q~{run(c, URLSAFE, 34)}"),
    "shopify token": _anywhere(lambda c: f"shpat_{run(c, HEX, 32)}"),
    "databricks token": _anywhere(lambda c: f"dapi{run(c, HEX, 32)}"),
    "grafana token": _anywhere(lambda c: f"glsa_{run(c, ALNUM, 32)}_{run(c, HEX, 8)}"),
    "new relic key": _anywhere(lambda c: f"NRAK-{run(c, UPPER + DIGITS, 27)}"),
    "vault token": _anywhere(lambda c: f"hvs.{run(c, URLSAFE, 92)}"),
    "linear key": _anywhere(lambda c: f"lin_api_{run(c, ALNUM, 40)}"),
    "notion key": _anywhere(lambda c: f"ntn_{run(c, ALNUM, 46)}"),
    "postman key": _anywhere(lambda c: f"PMAK-{run(c, HEX, 24)}-{run(c, HEX, 34)}"),
    "age key": _anywhere(lambda c: f"AGE-SECRET-KEY-1{run(c, 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 58)}"),
    "json web token": _anywhere(_jwt),
    "basic header": lines(("Authorization: Basic §", "-H 'Authorization: Basic §'", '"authorization": "Basic §"'),
                        _basic),
    "bearer header": lines(("Authorization: Bearer §", "-H \"Authorization: Bearer §\"", "authorization=Bearer §",
                          '"Authorization": "Bearer §"'), lambda c: c.choice((
                              run(c, ALNUM, 40), run(c, HEX, 32), run(c, URLSAFE, 64)))),
    "api key header": lines(("X-Api-Key: §", "-H 'x-api-key: §'", "X-Auth-Token: §", "PRIVATE-TOKEN: §"),
                          lambda c: c.choice((run(c, ALNUM, 32), run(c, HEX, 40), uuid(c)))),
    "session cookie": lines(("Cookie: theme=dark; sessionid=§; lang=en", "Set-Cookie: JSESSIONID=§; Path=/",
                           "cookie: connect.sid=§"), lambda c: run(c, ALNUM, 32)),
    "address with password": lines((
        "postgres://app:§@db.internal:5432/shop", "mongodb+srv://root:§@cluster0.shop.example/admin",
        "redis://:§@cache.internal:6379/0", "amqp://guest2:§@mq.internal/%2F",
        "git clone https://deploy:§@git.vendor.example/shop.git",
        "DATABASE_URL=mysql://shop:§@db.internal/shop?ssl=true"), _url_password),
    "connection string": lines((
        "Server=db.internal;Database=shop;User Id=app;Password=§;Encrypt=true",
        "jdbc:postgresql://db.internal/shop?user=app&password=§&ssl=true",
        "host=db.internal dbname=shop user=app password=§ sslmode=require",
        "Driver={ODBC};Server=db;Uid=app;Pwd=§;"), _url_password),
    "address with token": lines((
        "GET https://api.vendor.example/v1/orders?token=§&page=2 500", "wss://rt.vendor.example/?access_token=§",
        "https://api.vendor.example/x?api_key=§", "https://maps.vendor.example/t?key=§&z=3",
        "https://s3.vendor.example/o?X-Amz-Expires=600&X-Amz-Signature=§",
        "https://app.shop.example/reset?reset_token=§"),
        lambda c: c.choice((run(c, HEX, 64), run(c, ALNUM, 32), run(c, URLSAFE, 43)))),
    "private key": lines(("§", "the key was:\n§\nplease rotate", "ssh_key: |\n§"), _private_key),
    "password assigned": _named("password db_password PASSWORD passwd pwd DB_PASS spring.datasource.password "
                                "smtpPassword passphrase", _password),
    "password told": lines(("The password is § for now.", "login with admin / password § works",
                          "log in as demo, pw: §", "mysql -u root --password=§ shop",
                          "sshpass -p '§' ssh ops@gate", "curl -u deploy:§ https://ci.vendor.example/job"),
                         lambda c: _password(c).rstrip("?!.")),
    "secret assigned": _named("client_secret clientSecret SECRET_KEY api_key apiKey API_TOKEN auth_token "
                              "access_token refreshToken private_key signing_secret encryption_key JWT_SECRET "
                              "webhook_secret app-secret",
                              lambda c: c.choice((run(c, ALNUM, 32), run(c, HEX, 64), run(c, BASE64, 43) + "=",
                                                  run(c, URLSAFE, 24), uuid(c)))),
    "high entropy": lines(("our key § stopped working", "rotated the secret to § yesterday",
                         "new credentials: deploy / §", "license key § was rejected",
                         "HMAC secret § in the config"), lambda c: run(c, ALNUM + "+/", 39) + "7"),
}  # fmt: skip
