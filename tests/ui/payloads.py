"""Texts that try to be more than text: HTML, scripts, Markdown, Streamlit's directives, unseen marks."""

from __future__ import annotations

HTML = (
    "<script>window.pwned=1</script>", "<img src=x onerror=window.pwned=1>", "<svg onload=window.pwned=1>",
    "<svg><script>window.pwned=1</script></svg>", "<iframe src=javascript:alert(1)></iframe>",
    "<a href=javascript:alert(1)>press</a>", "<body onload=alert(1)>", 
    "<details open ontoggle=alert(1)>x</details>",
    "<style>*{display:none}</style>", "</style><script>alert(1)</script>",
    "<link rel=stylesheet href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>", "<base href=//evil.example>",
    "<form action=//evil.example><input name=q></form>", "<object data=//evil.example></object>",
    "<embed src=//evil.example>", "<math><mtext><script>alert(1)</script></mtext></math>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">", "<template><img src=x></template>",
    "<b>bold</b>", "<!-- hidden", "--><img src=x>", "<![CDATA[<img src=x>]]>", "<?php echo 1 ?>",
    "\"><img src=x onerror=alert(1)>", "'><svg onload=alert(1)>", "\" onmouseover=\"alert(1)",
    "' autofocus onfocus='alert(1)",
    "&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;script&#62;alert(1)&#60;/script&#62;",
    "&amp;lt;img&amp;gt;",
    "<IMG SRC=\"jav&#x09;ascript:alert(1);\">", "<div id=top class=tr-target>x</div>",
    "<a href=#ev-n1 class=value>9 %</a>",
    "</div></div></div><h1>Approved by the board</h1>", "<marquee>x</marquee>",
    "<video src=x onerror=alert(1)>",
)  # fmt: skip
MARKDOWN = (
    "[press](https://evil.example)", "[press](javascript:alert(1))", "![x](https://evil.example/x.png)",
    "![x](data:image/svg+xml,<svg>)", "<https://evil.example>", "https://evil.example/path",
    "www.evil.example",
    "mail@evil.example", "# Heading", "Heading\n===", "> quoted", "- item", "1. item", "* * *",
    "```\ncode\n```",
    "`code`", "**bold** and __bold__", "*em* and _em_", "~~gone~~", "| a | b |\n|---|---|\n| 1 | 2 |",
    "[^1] and [^1]: note", "[ref]: https://evil.example", "- [x] done", "\\[escaped\\]", "line  \nbreak",
    "$\\sqrt{2}$", "$$\\frac{1}{2}$$", "\\(x\\)", ":red[danger]", ":blue-background[x]", ":rainbow[x]",
    ":small[x]", ":material/delete:", ":smile: :+1:", ":streamlit:", ":shortcut[x]", ":badge[x]",
    "-> <- <-> -- >= <= ~=",
)  # fmt: skip
UNSEEN = (
    "right\u202eto\u202cleft", "zero\u200bwidth", "terminal\x1b[31mred\x1b[0m", "bell\x07", "null\x00byte",
    "bom\ufeffhere", "isolate\u2066x\u2069", "tag\U000e0041\U000e0042", "soft\u00adhyphen", "line\u2028break",
)  # fmt: skip
PAYLOADS = (*HTML, *MARKDOWN, *UNSEEN)
