"""Texts that are markup somewhere: Textual's, Markdown, HTML, LaTeX, escapes written out."""

from __future__ import annotations

MARKUP = (
    "[b]bold[/b] and [i]not[/i]",
    "[@click=app.quit]quit here[/]",
    "[@click=app.bell()]bell here[/]",
    "[@click='screen.send(\"quit\")']send[/]",
    "[@click=screen.send('quit')]sent[/]",
    "[link=https://evil.example/x]here[/link]",
    "[on red blink]colours[/on red blink]",
    "closed [/] early",
    "closed [/b] never opened",
    "opened [b only",
    "[[twice]] nested [brackets]",
    "\\[escaped\\] and \\[b]",
    "$text-error and $primary 50%",
    "${path} #{x} {0} %s %(name)s",
    ":smile: and :warning: signs",
    "[CLS] [MASK] [SEP] tokens",
    "[Markdown](https://example.org/x) link",
    "![picture](file:///etc/passwd) shown",
    "<script>alert(1)</script> <b>HTML</b>",
    "&lt;b&gt; &#27;[31m &amp; entities",
    "\\textbf{x} \\href{y}{z} \\input{w}",
    "\\x1b[31m \\033[0m ^[[2J \\u202e",
)
"""What must be shown as it is written, and do nothing."""

PLAIN = "plain words and no markup"
"""What it is compared with."""
