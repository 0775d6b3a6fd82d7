"""Secrets in forms that no issuer publishes, and innocent text that looks like them: a second set.

Written before the rules that read them, about vendors that do not exist. `§` stands before and after what
must go; a line without one is innocent as a whole. A letter and a count in braces are drawn with the seed.
"""

from __future__ import annotations

import random
import re

from evals.redaction.corpus import Document, Planted
from evals.redaction.innocent import INNOCENT
from evals.redaction.shapes import ALNUM, BASE64, DIGITS, HEX, LOWER, UPPER, URLSAFE, run, uuid

# a: letters and digits, h: hexadecimal, l: small letters and digits, u: capitals and digits, b: base64,
# w: base64 for addresses, d: digits, c: base32, U: a UUID. `⏎` is a line break.
_ALPHABETS = {
    "a": ALNUM, "h": HEX, "l": LOWER + DIGITS, "u": UPPER + DIGITS, "b": BASE64, "w": URLSAFE, "d": DIGITS,
    "c": UPPER + "234567",
}  # fmt: skip
_DRAWN = re.compile(r"\{([ahlubwdcU])(\d{0,3})\}")

SECRETS = r"""
prefix|the printer uses §hgk_live_{a20}§ since May
prefix|§lwg_{a28}§ is what the log shows
prefix|we sent §qpay_test_{a24}§ and got 401
prefix|key in the ticket: §vnd-prod-{a24}§
prefix|{"credential":"§zx_sk_{a32}§"}
prefix|§mzk_pk_{l24}§
prefix|replaced §orl_key_{h32}§ by a new one
prefix|§tly_secret_{h40}§ stood in the export
prefix|as header: §plk_pat_{u26}§
prefix|§kite-api-{l28}§ was committed
prefix|§nbx_live_sk_{a22}§
prefix|curl -H "Zell: §zk.live.{a24}§"
prefix|§acq_tok_{w30}§ expires never
prefix|§fin_refresh_{a40}§
prefix|the bot logs in as §bot_token_{a18}§
prefix|§SBX-KEY-{u20}§ is printed on the receipt
prefix|- §oak_v1_{h48}§
prefix|§dpl.v2.{a36}§ in the pipeline
prefix|| sandbox | §rvn_test_{a26}§ |
prefix|`§wsx_int_{a24}§`
alone|§{a24}§
alone|the value was §{a26}§ and it worked
alone|"x": "§{a32}§",
alone|> §{a22}§
alone|we pasted §{a40}§ into the chat, sorry
alone|used §{a30}§ to connect
url|GET /v1/orders?auth_key=§{a24}§&page=2
url|https://api.zell.example/v1/x?k=§{a28}§
url|https://api.zell.example/v1/x?access=§{a26}§&x=1
url|https://zell.example/login#access_token=§{a32}§&state=2
url|https://zell.example/reset/§{a24}§
url|https://zell.example/password-reset/§{h40}§
url|https://zell.example/magic-link/§{l32}§
url|https://zell.example/invite/§{a22}§
url|https://zell.example/verify?code=§{h32}§
url|https://zell.example/unsubscribe/§{a26}§
url|https://§{a24}§@git.zell.example/shop/api.git
url|https://§{h32}§@errors.zell.example/42
url|git clone https://oauth2:§{a20}§@git.zell.example/shop.git
url|wss://rt.zell.example/feed?jwt=§{a40}§
url|https://files.zell.example/s/§{a24}§/report.pdf
url|https://cdn.zell.example/x.zip?Signature=§{w43}§&Expires=1790000000
hook|https://hooks.zell.example/in/§{a24}§
hook|https://zell.example/webhook/§{h32}§
hook|https://zell.example/webhooks/incoming/§{l20}§
hook|POST https://in.zell.example/hook/42/§{a16}§ 500
hook|url: https://chat.zell.example/hooks/§{l26}§
hook|https://flow.zell.example/trigger/§{U}§
hook|https://zell.example/api/callback/§{a32}§
hook|https://hooks.zell.example/catch/1234567/§b3x9k2q§/
header|X-Quill-Auth: §{a16}§
header|-H 'Zell-Key: §{l24}§'
header|X-Session-Token: §{h32}§
header|Authorization: Zell §{a24}§
header|Authorization: Token token="§{h40}§"
header|authorization: bearer §{h40}§
header|Proxy-Authorization: Basic §bWFyYTpLcDl1VDJyUTg=§
header|Ocp-Apim-Subscription-Key: §{h32}§
header|x-functions-key: §{a40}§==
header|X-Access-Code: §{l20}§
header|sec-websocket-protocol: token, §{a32}§
json|{"user":"mara","pass":"§yx9kk2Lq§"}
json|{"apiKey":"§{a20}§","region":"eu"}
json|{"name":"API_TOKEN","value":"§{a24}§"}
json|{"key":"password","value":"§yx9kk2Lq§"}
json|{\\"client_secret\\":\\"§{h32}§\\"}
json|"creds": "§mara:yx9kk2Lq§"
json|{"refresh":"x","jwt":"§{a40}§"}
json|"private_key_id": "x", "private_key": "§{b64}§"
json|{"otp":"§481220§"}
json|{"pin": §4417§}
yaml|password: §yx9kk2Lq§
yaml|- name: DB_PASSWORD⏎  value: §yx9kk2Lq§
yaml|stringData:⏎  token: §{a24}§
yaml|secret_key_base: §{h64}§
yaml|data:⏎  api-key: §{b32}§
yaml|auth: {user: mara, pass: §yx9kk2Lq§}
yaml|signing_key_v2: §{a32}§
yaml|psk: "§copper gate 77§"
yaml|smtp:⏎    user: mara⏎    pwd: §yx9!kk2Lq§
yaml|access-token-prod: §{a24}§
env|PGPASSWORD=§yx9kk2Lq§ psql -h db
env|export ZELL_TOK=§{a20}§
env|REDISCLI_AUTH=§yx9kk2Lq§
env|MYSQL_PWD=§yx9kk2Lq§ mysqldump shop
env|ZELL_PAT=§{a24}§
env|API_KEY_PROD=§{h32}§
env|DB_PASSWORD_OLD="§yx9kk2Lq§"
env|SECRET_KEY_BASE=§{h64}§
env|ZELL_CREDS=§mara:yx9kk2Lq§
env|SENTRY_AUTH=§{h40}§
env|STORE_ACCESS_KEY_ID=§{u20}§
env|JWT_SIGNING_SECRET_V2=§{a32}§
dsn|zelldb+srv://mara:§Kp9-uT2.rr§@db.zell.example:9999/x
dsn|tds://mara:§Kp9uT2@rr§@db.zell.example/x
dsn|amqps://shop:§Kp9uT2rr§@mq.zell.example/%2f
dsn|ldap://cn=mara:§Kp9uT2rr§@dir.zell.example
dsn|oracle://shop/§Kp9uT2rr§@db.zell.example:1521/x
dsn|Server=db;User=sa;Pwd=§Kp9uT2rr§;Timeout=3
dsn|Endpoint=sb://bus.zell.example/;SharedAccessKeyName=root;SharedAccessKey=§{b42}=§
dsn|Data Source=db;User ID=shop;Password="§Kp9;uT2rr§"
dsn|clickhouse://default:§Kp9uT2rr§@ch.zell.example:8123
dsn|smtp://mara%40zell.example:§Kp9uT2rr§@mail.zell.example:587
dsn|kafka sasl.jaas.config=… username="shop" password="§Kp9uT2rr§";
dsn|sqlcmd -S db -U sa -P §Kp9uT2rr§
dsn|smbclient //nas/x -U mara%§Kp9uT2rr§
dsn|ldapsearch -D cn=mara -w §Kp9uT2rr§
dsn|CREATE USER shop IDENTIFIED BY '§Kp9uT2rr§'
dsn|docker login -u mara -p §Kp9uT2rr§ reg.zell.example
cookie|Cookie: zsess=§{a20}§; lang=en
cookie|Set-Cookie: remember_me=§{h40}§; Path=/
cookie|document.cookie is "sid=§{a26}§"
cookie|PHPSESSID=§{l26}§
cookie|JSESSIONID: §{u32}§
cookie|session id §{h32}§ was reused
cookie|sessionid=§{l32}§ in the address bar
cookie|;jsessionid=§{u32}§?x=1
code|your login code is §481 220§
code|Passcode §993145§ expires in 5 minutes
code|OTP: §771204§
code|the one-time code §440913§ came twice
code|the pin of the door is §4417§
code|Use §558201§ as your verification code
code|SMS says: §204418§ is your Zell code
code|2FA code §119 804§
code|TAN §884201§ was accepted
code|Ihr Bestätigungscode lautet §334510§
code|confirmation code: §G-204881§
code|PIN: §0042§
backup|backup codes: §4k2m-9xqp§ §7w3n-5rtz§
backup|Recovery codes⏎- §h7f2k-9x3mq§⏎- §b4n8p-2w6tz§
backup|recovery key §EsTc 7Fg2 Qw9r Ty3u Kp5m Zx8n§
backup|seed phrase: §ripple anchor velvet orbit candle mirror tunnel grape lemon basket frozen walnut§
backup|mnemonic = "§ripple anchor velvet orbit candle mirror tunnel grape lemon basket frozen walnut§"
backup|TOTP seed §{c32}§
backup|otpauth://totp/Zell:mara?secret=§{c26}§&issuer=Zell
backup|scratch code §8841 2094§
private|§{b64}⏎{b64}⏎{b40}⏎-----END RSA PRIVATE KEY-----§
private|§-----BEGIN EC PRIVATE KEY----- {b64}§
private|§MIIEpAIBAAKCAQEA{b64}⏎{b64}⏎{b64}§
private|§b3BlbnNzaC1rZXktdjEAAAAA{b50}⏎{b70}§
private|PrivateKey = §{b42}s=§
private|§---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----⏎{b70}⏎{b70}§
prose|the token is §{l20}§
prose|admin / §Kp9uT2rr!§ works on staging, password stays for now
prose|key for the label printer: §{l22}§
prose|Passwort lautet §Kp9uT2rr§
prose|el token es §{l24}§
prose|mot de passe : §Kp9uT2rr§
prose|senha: §Kp9uT2rr§
prose|密码：§Kp9uT2rr§
prose|client id shop, secret §{h32}§
prose|log in with mara and the password §Kp9uT2rr§
prose|credentials: §mara:Kp9uT2rr§
prose|secret for the hook: §{h24}§
""".strip().splitlines()


def odd_documents(seed: int = 20261121) -> list[Document]:
    """A document a line, always the same for a seed. Innocent ones are a look-alike as a whole."""
    chance = random.Random(seed)
    rows = [(True, line) for line in SECRETS] + [(False, line) for line in INNOCENT]
    return [_document(secret, line, chance) for secret, line in rows]


def _document(secret: bool, row: str, chance: random.Random) -> Document:
    label, _, line = row.partition("|")
    drawn = _DRAWN.sub(lambda m: _value(m.group(1), int(m.group(2) or 0), chance), line.replace("⏎", "\n"))
    if not secret:
        return Document(drawn, (Planted(None, f"innocent {label}", drawn, 0, len(drawn)),))
    text, planted = "", []
    for number, piece in enumerate(drawn.split("§")):
        if number % 2:
            planted.append(Planted("SECRET", f"odd {label}", piece, len(text), len(text) + len(piece)))
        text += piece
    return Document(text, tuple(planted))


def _value(alphabet: str, size: int, chance: random.Random) -> str:
    """Drawn until it holds all that its alphabet has: a value of one class would be another form."""
    if alphabet == "U":
        return uuid(chance)
    while True:
        value = run(chance, _ALPHABETS[alphabet], size)
        kinds = {("a" if c.islower() else "A" if c.isupper() else "0") for c in value if c.isalnum()}
        wanted = {
            ("a" if c.islower() else "A" if c.isupper() else "0") for c in _ALPHABETS[alphabet] if c.isalnum()
        }
        if kinds == wanted and value[0].isalnum() and value[-1].isalnum():
            return value
