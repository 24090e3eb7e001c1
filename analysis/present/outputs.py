"""What an output needs where the book's style sheet is not: in JupyterLab, nbconvert, on a hosting page.

These typeset what stands between two dollar signs as a formula, unless an element parts each sign from the words or the
outermost element asks to be left alone (jupyterlab/jupyterlab#8645). They also set the text of tables right. The book
does neither, and takes all of it off again.
"""

import json

DOLLAR = "<span>&#36;</span>"
_LOOK = (
    ".report-title{font-weight:bold;margin:0 0 .4em}.report-unit,.report-below{display:block;font-weight:normal}"
    ".report-block caption{display:none}.report-block .text{text-align:left!important}"
    ".report-strong{font-weight:bold}.report-scroll{max-height:40em;overflow:auto}.report-figure{margin:0 0 1em}"
    ".report-figure img{max-width:100%}"
)
_OPEN = f"<div class='mathjax_ignore tex2jax_ignore'><style>{_LOOK}</style>"
_CLOSE = "<!--output--></div>"


def in_notebook(markup: str) -> str:
    """Return HTML ``markup`` as a notebook shows it."""
    return f"{_OPEN}{markup}{_CLOSE}"


def for_book(notebook: str) -> str:
    """Return the text of a file of a ``notebook`` with its outputs as the book shows them."""
    for ours, theirs in ((DOLLAR, "\\$"), (_OPEN, ""), (_CLOSE, "")):
        notebook = notebook.replace(_in_file(ours), _in_file(theirs))
    return notebook


def _in_file(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]
