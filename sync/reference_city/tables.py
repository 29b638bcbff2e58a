"""The city's tables, for SQLite and PostgreSQL alike."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, String, Table

from sync.city.api import DocumentState
from sync.reference_city.stored import BEFORE

METADATA = MetaData()
ISSUANCE = Table(
    "issuance", METADATA,
    Column("uuid", String(36), primary_key=True),
    Column("request_hash", String(64), nullable=False),
    Column("number", String(19), nullable=False, unique=True),
    Column("kind", String(60), nullable=False),
    Column("issued_at", String(40), nullable=False),
    Column("expires_at", String(40), nullable=False),
    Column("reply", LargeBinary, nullable=False),
    Column("kiosk", String, nullable=False, server_default=BEFORE),
    Column("about", String, nullable=False, server_default=""),
)  # fmt: skip
OUTCOME = Table(
    "outcome", METADATA,
    Column("uuid", String, primary_key=True),
    Column("kiosk", String, primary_key=True, server_default=BEFORE),
    Column("state", String(10), nullable=False),
    Column("reason", String, nullable=False),
)  # fmt: skip
IS_ISSUED = (
    (OUTCOME.c.uuid == ISSUANCE.c.uuid)
    & (OUTCOME.c.kiosk == ISSUANCE.c.kiosk)
    & (OUTCOME.c.state == DocumentState.ISSUED.value)
)
"""By which a reservation is joined to its outcome, where the kiosk that made it has reported it as issued."""
JOURNAL = Table(
    "journal", METADATA,
    Column("journal", String, primary_key=True),
    Column("kiosk", String, nullable=False, index=True),
    Column("since", String, nullable=False, server_default=""),
)  # fmt: skip
ENTRY = Table(
    "journal_entry", METADATA,
    Column("journal", String, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("hash", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
)  # fmt: skip
DEED = Table(
    "deed", METADATA,
    Column("journal", String, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("session", String, nullable=False),
    Column("type", String, nullable=False),
    Column("about", String, nullable=False, index=True),
    Column("won", BigInteger, nullable=False),
    Column("at", String(40), nullable=False),
    Index("deeds_of_a_session", "journal", "session"),
    Index("deeds_by_time", "type", "at"),
)  # fmt: skip
SETTLEMENT = Table(
    "settlement", METADATA,
    Column("journal", String, primary_key=True),
    Column("claim", String, primary_key=True),
    Column("amount", Integer, nullable=False),
    Column("at", String(40), nullable=False),
    Column("by", String, nullable=False),
)  # fmt: skip
COUNTERSIGNATURE = Table(
    "countersignature", METADATA,
    Column("journal", String, primary_key=True),
    Column("claim", String, primary_key=True),
    Column("amount", Integer, nullable=False),
    Column("at", String(40), nullable=False),
    Column("by", String, nullable=False),
    Column("note", String, nullable=False),
)  # fmt: skip
COUNT = Table(
    "count_of_an_hour", METADATA,
    Column("who", String, primary_key=True),
    Column("what", String, primary_key=True),
    Column("hour", Integer, primary_key=True),
    Column("times", Integer, nullable=False),
    Index("hours_counted", "hour"),
)  # fmt: skip
ALARM = Table(
    "alarm", METADATA,
    Column("number", Integer, primary_key=True),
    Column("kiosk", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("about", String, nullable=False),
    Column("first", String(40), nullable=False),
    Column("last", String(40), nullable=False),
    Column("times", Integer, nullable=False),
    Column("attended", String(40), nullable=False),
    Column("by", String, nullable=False),
    Column("note", String, nullable=False),
    Index("alarms_of_a_kiosk", "kiosk", "kind"),
)  # fmt: skip
OPEN = ALARM.c.attended == ""
Index(
    "one_open_alarm",
    ALARM.c.kiosk,
    ALARM.c.kind,
    ALARM.c.about,
    unique=True,
    sqlite_where=OPEN,
    postgresql_where=OPEN,
)
ENROLMENT = Table(
    "enrolment", METADATA,
    Column("uuid", String(36), primary_key=True),
    Column("kiosk", String, nullable=False),
    Column("number", String, nullable=False),
    Column("site", String, nullable=False),
    Column("request", LargeBinary, nullable=False),
    Column("nonce", String(32), nullable=False),
    Column("code", String(9), nullable=False, unique=True),
    Column("at", String(40), nullable=False),
    Column("address", String, nullable=False),
    Column("state", String(10), nullable=False),
    Column("decided", String(40), nullable=False),
    Column("by", String, nullable=False),
    Column("note", String, nullable=False),
    Column("certificate", LargeBinary, nullable=False),
)  # fmt: skip
CERTIFICATE = Table(
    "certificate", METADATA,
    Column("fingerprint", String(64), primary_key=True),
    Column("kiosk", String, nullable=False, index=True),
    Column("key", String(64), nullable=False),
    Column("since", String(40), nullable=False),
    Column("until", String(40), nullable=False),
    Column("by", String, nullable=False),
    Column("barred", String(40), nullable=False),
    Column("barred_by", String, nullable=False),
    Column("why", String, nullable=False),
)  # fmt: skip
ACCOUNT = Table(
    "account", METADATA,
    Column("name", String(60), primary_key=True),
    Column("role", String(20), nullable=False),
    Column("password", String, nullable=False),
    Column("secret", String(64), nullable=False),
    Column("since", String(40), nullable=False),
    Column("last_code", BigInteger, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", String(40), nullable=False),
    Column("closed", String(40), nullable=False),
)  # fmt: skip
SIGNED_IN = Table(
    "signed_in", METADATA,
    Column("token", String(64), primary_key=True),
    Column("account", String(60), nullable=False, index=True),
    Column("csrf", String(64), nullable=False),
    Column("since", String(40), nullable=False),
    Column("seen", String(40), nullable=False),
)  # fmt: skip
AUDIT = Table(
    "audit", METADATA,
    Column("number", Integer, primary_key=True),
    Column("at", String(40), nullable=False),
    Column("by", String(60), nullable=False),
    Column("what", String(40), nullable=False),
    Column("about", String, nullable=False),
    Column("note", String, nullable=False),
    Column("prev", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)  # fmt: skip
ALERT = Table(
    "alert", METADATA,
    Column("number", Integer, primary_key=True),
    Column("kiosk", String, nullable=False, index=True),
    Column("machine", String(60), nullable=False),
    Column("site", String(60), nullable=False),
    Column("what", String(20), nullable=False),
    Column("part", String(60), nullable=False),
    Column("word", String(60), nullable=False),
    Column("severity", Integer, nullable=False),
    Column("seen", String(40), nullable=False),
    Column("since", String(40), nullable=False),
    Column("opened", String(40), nullable=False),
    Column("gone", String(40), nullable=False),
    Column("closed", String(40), nullable=False, index=True),
    Column("told", String(40), nullable=False),
)  # fmt: skip
DELIVERY = Table(
    "delivery", METADATA,
    Column("alert", Integer, primary_key=True),
    Column("news", String(10), primary_key=True),
    Column("receiver", String(30), primary_key=True),
    Column("due", String(40), nullable=False, index=True),
    Column("tries", Integer, nullable=False),
)  # fmt: skip
HEARTBEAT = Table(
    "heartbeat", METADATA,
    Column("kiosk", String, primary_key=True),
    Column("at", String(40), nullable=False),
    Column("unable", String(60), nullable=False),
    Column("since", String(40), nullable=False),
    Column("body", LargeBinary, nullable=False),
)  # fmt: skip
WISH = Table(
    "wish", METADATA,
    Column("uuid", String(36), primary_key=True),
    Column("kiosk", String, nullable=False, index=True),
    Column("what", String(20), nullable=False),
    Column("by", String(60), nullable=False),
    Column("text", String(300), nullable=False),
    Column("at", String(40), nullable=False),
    Column("taken", String(40), nullable=False),
)  # fmt: skip
SUPPORT = Table(
    "support", METADATA,
    Column("wish", String(36), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("kiosk", String, nullable=False, index=True),
    Column("piece", LargeBinary, nullable=False),
)  # fmt: skip
LEFT_REQUEST = Table(
    "left_request", METADATA,
    Column("uuid", String(36), primary_key=True),
    Column("kiosk", String, nullable=False),
    Column("number", String(9), nullable=False, unique=True),
    Column("kind", String(60), nullable=False),
    Column("since", String(40), nullable=False),
    Column("until", String(40), nullable=False),
    Column("state", String(20), nullable=False, index=True),
    Column("private", LargeBinary, nullable=False),
    Column("box", LargeBinary, nullable=False),
    Column("code", String(64), nullable=False),
    Column("issuance", String(36), nullable=False),
    Column("collector", String, nullable=False),
    Column("why", String(30), nullable=False),
)  # fmt: skip
OWNER_NOTICE = Table(
    "owner_notice", METADATA,
    Column("issuance", String(36), primary_key=True),
    Column("address", String, nullable=False),
    Column("place", String, nullable=False),
    Column("since", String(40), nullable=False),
    Column("due", String(40), nullable=False, index=True),
    Column("tries", Integer, nullable=False),
)  # fmt: skip
READING = Table(
    "reading", METADATA,
    Column("number", Integer, primary_key=True),
    Column("at", String(40), nullable=False, index=True),
    Column("by", String, nullable=False),
    Column("whom", String(64), nullable=False, index=True),
    Column("what", String(60), nullable=False),
    Column("about", String(36), nullable=False),
    Column("result", String(20), nullable=False),
)  # fmt: skip
ACT = Table(
    "act", METADATA,
    Column("number", Integer, primary_key=True),
    Column("kiosk", String, nullable=False, index=True),
    Column("journal", String, nullable=False),
    Column("what", String, nullable=False),
    Column("at", String(40), nullable=False),
    Column("by", String, nullable=False),
    Column("also_by", String, nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("note", String, nullable=False),
)  # fmt: skip
