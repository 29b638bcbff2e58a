"""The public page on which a document is looked up, and its content in HTML, which a screen reader reads as it stands.

A paper is for eyes; this is the same content for ears: headings, lists of terms, tables with their headers told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime
from html import escape
from typing import Any

from config.city import City
from sync.city.api import DocumentState
from sync.reference_city.lookup import LOOKUP_DAYS, Found

_STATES = {
    DocumentState.ISSUED: "발급된 문서입니다.",
    DocumentState.RESERVED: "발급이 예약되었으나 발급기가 결과를 아직 보고하지 않았습니다. 잠시 후 다시 확인하십시오.",
    DocumentState.VOID: "무효입니다. 인쇄가 끝나지 않아 발급되지 않은 문서입니다.",
    DocumentState.EXPIRED: "무효입니다. 발급되지 않은 채 기한이 지났습니다.",
    DocumentState.REVOKED: "취소되었습니다. 발급 후 무효가 된 문서입니다.",
}
_STYLE = """
body{font:1.1rem/1.6 'Noto Sans KR','Noto Sans CJK KR',sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1d1d1d}
h1{font-size:1.7rem}h2{font-size:1.25rem;margin-top:2rem}label{display:block;font-weight:700;margin-top:1rem}
input{font:inherit;width:100%;max-width:28rem;padding:.6rem;border:1px solid #58616a;border-radius:.4rem}
button{font:inherit;margin-top:1.2rem;padding:.7rem 2rem;border:0;border-radius:.4rem;background:#0b50d0;color:#fff}
table{border-collapse:collapse;width:100%}caption{text-align:left}th,td{border:1px solid #8a949e;padding:.4rem .6rem;text-align:left}
th{background:#eef2f7}dt{font-weight:700;margin-top:.6rem}dd{margin:0}
.state{padding:1rem;border-left:.4rem solid #0b50d0;background:#eef2f7}.bad{border-color:#bd2c0f;background:#fdefec}
"""


def lookup_form(city: City, not_found: bool = False) -> str:
    problem = (
        '<p class="state bad" role="alert">그런 문서가 없습니다. 문서확인번호와 대상을 문서에 적힌 그대로 입력하십시오. '
        f"발급일부터 {LOOKUP_DAYS}일이 지난 문서는 조회되지 않습니다.</p>"
        if not_found
        else ""
    )
    return _html(
        city,
        "문서 진위 확인",
        f"""{problem}<p>무인민원발급기에서 발급한 증명서의 진위를 발급일부터 {LOOKUP_DAYS}일 동안 확인할 수 있습니다.</p>
<form method="post" action="/" autocomplete="off">
<label for="number">문서확인번호</label>
<input id="number" name="number" required inputmode="numeric" aria-describedby="n">
<p id="n">문서 왼쪽 위의 16자리 숫자, 줄표는 없어도 됩니다. 예: 0000-0000-0000-0000</p>
<label for="about">대상</label>
<input id="about" name="about" required aria-describedby="a">
<p id="a">사람에 관한 문서는 성명, 토지·건물은 소재지와 지번, 차량은 등록번호</p>
<button>확인</button></form>""",
    )


def found_page(city: City, found: Found) -> str:
    """The state of the document first, then all that stands on it."""
    document, title = found.document, found.kind.title["ko"]
    good = document.state == DocumentState.ISSUED
    issued = datetime.fromisoformat(document.issued_at)
    return _html(
        city,
        title,
        f"""<p class="state{"" if good else " bad"}" role="status">{_STATES[document.state]}</p>
<dl><dt>문서확인번호</dt><dd>{escape(document.number)}</dd><dt>발급일시</dt><dd>{issued:%Y-%m-%d %H:%M:%S}</dd>
<dt>발급기관</dt><dd>{escape(found.kind.issuer)}</dd></dl>
<h2>내용</h2>{"".join(_content(found.record, "", found.kind.words))}<p>이하 여백</p>
<p><a href="/">다른 문서 확인</a></p>""",
    )


def _content(record: Any, path: str, words: dict[str, str]) -> Iterator[str]:
    """Single values as terms, each list as a table of its own."""
    values = [(path + field.name, getattr(record, field.name)) for field in fields(record)]
    yield "<dl>"
    for name, value in values:
        if words[name] and not isinstance(value, tuple) and not is_dataclass(value):
            yield f"<dt>{escape(words[name])}</dt><dd>{escape(str(value)) or '없음'}</dd>"
    yield "</dl>"
    for name, value in values:
        if not words[name]:
            continue
        if is_dataclass(value):
            yield f"<h2>{escape(words[name])}</h2>"
            yield from _content(value, f"{name}.", words)
        elif isinstance(value, tuple):
            yield f"<h2>{escape(words[name])}</h2>"
            yield from _list(value, name, words)


def _list(entries: tuple[Any, ...], name: str, words: dict[str, str]) -> Iterator[str]:
    if not entries:
        yield "<p>없음</p>"
    elif not is_dataclass(entries[0]):
        yield "<ul>" + "".join(f"<li>{escape(str(entry))}</li>" for entry in entries) + "</ul>"
    elif any(isinstance(getattr(entries[0], field.name), tuple) for field in fields(entries[0])):
        for number, entry in enumerate(entries, 1):
            yield f"<h3>{escape(words[name])} {number}</h3>"
            yield from _content(entry, f"{name}.", words)
    else:
        columns = [field.name for field in fields(entries[0]) if words[f"{name}.{field.name}"]]
        heads = "".join(f'<th scope="col">{escape(words[f"{name}.{column}"])}</th>' for column in columns)
        yield f"<table><caption>{escape(words[name])} {len(entries)}건</caption><thead><tr>{heads}</tr></thead><tbody>"
        for entry in entries:
            yield "<tr>" + "".join(f"<td>{escape(str(getattr(entry, column)))}</td>" for column in columns) + "</tr>"
        yield "</tbody></table>"


def _html(city: City, title: str, body: str) -> str:
    return f"""<!DOCTYPE html><html lang="ko"><head><meta charset="utf-8"><title>{escape(title)} - {escape(city.name["ko"])}</title>
<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>
<body><main><h1>{escape(title)}</h1>{body}</main></body></html>"""
