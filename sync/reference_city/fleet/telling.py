"""What receivers are told of an alert, as a person reads it and as a program does. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from config.city import City
from sync.reference_city.fleet.alerts import Alert, Condition, News, What
from sync.reference_city.fleet.site import Words
from sync.reference_city.fleet.texts import Texts


@dataclass(frozen=True)
class Told:
    """Attributes:
    subject, body: for a person, Korean first.
    facts: for a program: names without anything that grows for ever.
    """

    news: News
    alert: Alert
    subject: str
    body: str

    @property
    def facts(self) -> dict[str, str]:
        condition, alert = self.alert.condition, self.alert
        return {
            "fingerprint": condition.fingerprint, "news": self.news.value, "kiosk": condition.kiosk, "number": condition.number,
            "site": condition.site, "what": condition.what.value, "part": condition.part, "word": condition.word,
            "severity": "critical" if condition.severity > 1 else "warning", "since": _iso(alert.since),
            "closed": _iso(alert.closed) if alert.closed else "", "subject": self.subject,
        }  # fmt: skip


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


@dataclass(frozen=True)
class Teller:
    city: City
    words: Words

    def tell(self, news: News, alert: Alert, now: datetime) -> Told:
        ko, en = Texts("ko", now), Texts("en", now)
        over = ko.t("alert.over") + " " if news is News.CLOSED else ""
        subject = f"[{self.city.name['ko']}] {over}{self.where(alert.condition, ko)}: {self.what(alert.condition, ko)}"
        return Told(
            news, alert, " ".join(subject.split()), "\n\n".join(self._body(news, alert, each) for each in (ko, en))
        )

    def where(self, condition: Condition, texts: Texts) -> str:
        if condition.what is What.CITY_DEAF:
            return texts.t("alert.city")
        return f"{condition.number} {condition.site or condition.kiosk}".strip()

    def what(self, condition: Condition, texts: Texts) -> str:
        return self._means(condition, texts)[0]

    def do(self, condition: Condition, texts: Texts) -> str:
        return self._means(condition, texts)[1]

    def _means(self, condition: Condition, texts: Texts) -> tuple[str, str]:
        """What it means, and the one thing to do first; "" where nobody has written that down."""
        if condition.what is not What.FAULT:
            values = {"stock": texts.t(condition.part)} if condition.what is What.RUNS_OUT else {}
            return texts.t(f"alert.{condition.what.value}", **values), texts.t(
                f"alert.{condition.what.value}.do", **values
            )
        if condition.word in ("clock", "certificate"):
            return texts.t(f"{condition.word}.what"), texts.t(f"{condition.word}.do")
        language = texts.language
        if condition.word.startswith("out."):
            return self.words.reason(condition.word, language), texts.t("alert.out.do")
        explained = self.words.explain(condition.word, language)
        if explained is None:
            return f"{texts.part(condition.part)}: {condition.word}", texts.t("alert.out.do")
        return f"{texts.part(condition.part)}: {explained.means}", explained.do

    def _body(self, news: News, alert: Alert, texts: Texts) -> str:
        condition = alert.condition
        lines = [f"{self.where(condition, texts)}: {self.what(condition, texts)}"]
        if news is News.CLOSED:
            lines.append(texts.t("alert.closed-since", since=texts.clock(alert.since)))
        else:
            lines += [texts.t("alert.open-since", since=texts.clock(alert.since)), f"→ {self.do(condition, texts)}"]
        return "\n".join(lines)
