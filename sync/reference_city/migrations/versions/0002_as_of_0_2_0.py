"""What 0.2.0 has beyond 0.1.0: kiosks told apart, claims filed, machines let in, admins, registers.

Databases of programs between the two have a part of it already: what is there stays.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, LargeBinary, String, inspect, text

from sync.journal.format import JournalError, open_entry
from sync.reference_city.deeds import bounded, deed_of, filed

revision = "0002"
down_revision = "0001"

OPEN = text("attended = ''")
AT_ONCE = 1_000


def upgrade() -> None:
    had = set(inspect(op.get_bind()).get_table_names())
    _tell_kiosks_apart()
    _make_tables()
    for name in REGISTERS:
        op.create_table(
            f"register_{name}",
            Column("key", String, primary_key=True),
            Column("body", LargeBinary, nullable=False),
            if_not_exists=True,
        )
    if "deed" not in had:
        _file_deeds()


REGISTERS = (
    "aid",
    "application",
    "building",
    "disability",
    "farm",
    "forest",
    "history",
    "household",
    "land",
    "livelihood",
    "machine",
    "map_sheet",
    "person",
    "plan",
    "service",
    "taxpayer",
    "vehicle",
)


def _tell_kiosks_apart() -> None:
    """What was there before has no kiosk: ""."""
    for table, column in (("issuance", "kiosk"), ("issuance", "about"), ("outcome", "kiosk")):
        if column not in {each["name"] for each in inspect(op.get_bind()).get_columns(table)}:
            op.add_column(table, Column(column, String, nullable=False, server_default=""))
    if "kiosk" not in inspect(op.get_bind()).get_pk_constraint("outcome")["constrained_columns"]:
        op.create_table(
            "outcome_now",
            Column("uuid", String, primary_key=True),
            Column("kiosk", String, primary_key=True, server_default=""),
            Column("state", String(10), nullable=False),
            Column("reason", String, nullable=False),
        )
        op.execute(
            "insert into outcome_now (uuid, kiosk, state, reason) select uuid, kiosk, state, reason from outcome"
        )
        op.drop_table("outcome")
        op.rename_table("outcome_now", "outcome")


def _make_tables() -> None:
    op.create_table(
        "account",
        Column("name", String(60), primary_key=True),
        Column("role", String(20), nullable=False),
        Column("password", String, nullable=False),
        Column("secret", String(64), nullable=False),
        Column("since", String(40), nullable=False),
        Column("last_code", BigInteger, nullable=False),
        Column("failures", Integer, nullable=False),
        Column("locked_until", String(40), nullable=False),
        Column("closed", String(40), nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "act",
        Column("number", Integer, primary_key=True),
        Column("kiosk", String, nullable=False),
        Column("journal", String, nullable=False),
        Column("what", String, nullable=False),
        Column("at", String(40), nullable=False),
        Column("by", String, nullable=False),
        Column("also_by", String, nullable=False),
        Column("first", Integer, nullable=False),
        Column("last", Integer, nullable=False),
        Column("note", String, nullable=False),
        if_not_exists=True,
    )
    op.create_index("ix_act_kiosk", "act", ["kiosk"], if_not_exists=True)
    op.create_table(
        "alarm",
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
        if_not_exists=True,
    )
    op.create_index("alarms_of_a_kiosk", "alarm", ["kiosk", "kind"], if_not_exists=True)
    op.create_index(
        "one_open_alarm",
        "alarm",
        ["kiosk", "kind", "about"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
        if_not_exists=True,
    )
    op.create_table(
        "alert",
        Column("number", Integer, primary_key=True),
        Column("kiosk", String, nullable=False),
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
        Column("closed", String(40), nullable=False),
        Column("told", String(40), nullable=False),
        if_not_exists=True,
    )
    op.create_index("ix_alert_closed", "alert", ["closed"], if_not_exists=True)
    op.create_index("ix_alert_kiosk", "alert", ["kiosk"], if_not_exists=True)
    op.create_table(
        "audit",
        Column("number", Integer, primary_key=True),
        Column("at", String(40), nullable=False),
        Column("by", String(60), nullable=False),
        Column("what", String(40), nullable=False),
        Column("about", String, nullable=False),
        Column("note", String, nullable=False),
        Column("prev", String(64), nullable=False),
        Column("hash", String(64), nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "certificate",
        Column("fingerprint", String(64), primary_key=True),
        Column("kiosk", String, nullable=False),
        Column("key", String(64), nullable=False),
        Column("since", String(40), nullable=False),
        Column("until", String(40), nullable=False),
        Column("by", String, nullable=False),
        Column("barred", String(40), nullable=False),
        Column("barred_by", String, nullable=False),
        Column("why", String, nullable=False),
        if_not_exists=True,
    )
    op.create_index("ix_certificate_kiosk", "certificate", ["kiosk"], if_not_exists=True)
    op.create_table(
        "count_of_an_hour",
        Column("who", String, primary_key=True),
        Column("what", String, primary_key=True),
        Column("hour", Integer, primary_key=True),
        Column("times", Integer, nullable=False),
        if_not_exists=True,
    )
    op.create_index("hours_counted", "count_of_an_hour", ["hour"], if_not_exists=True)
    op.create_table(
        "countersignature",
        Column("journal", String, primary_key=True),
        Column("claim", String, primary_key=True),
        Column("amount", Integer, nullable=False),
        Column("at", String(40), nullable=False),
        Column("by", String, nullable=False),
        Column("note", String, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "deed",
        Column("journal", String, primary_key=True),
        Column("seq", Integer, primary_key=True),
        Column("session", String, nullable=False),
        Column("type", String, nullable=False),
        Column("about", String, nullable=False),
        Column("won", BigInteger, nullable=False),
        Column("at", String(40), nullable=False),
        if_not_exists=True,
    )
    op.create_index("deeds_by_time", "deed", ["type", "at"], if_not_exists=True)
    op.create_index("deeds_of_a_session", "deed", ["journal", "session"], if_not_exists=True)
    op.create_index("ix_deed_about", "deed", ["about"], if_not_exists=True)
    op.create_table(
        "delivery",
        Column("alert", Integer, primary_key=True),
        Column("news", String(10), primary_key=True),
        Column("receiver", String(30), primary_key=True),
        Column("due", String(40), nullable=False),
        Column("tries", Integer, nullable=False),
        if_not_exists=True,
    )
    op.create_index("ix_delivery_due", "delivery", ["due"], if_not_exists=True)
    op.create_table(
        "enrolment",
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
        if_not_exists=True,
    )
    op.create_table(
        "heartbeat",
        Column("kiosk", String, primary_key=True),
        Column("at", String(40), nullable=False),
        Column("unable", String(60), nullable=False),
        Column("since", String(40), nullable=False),
        Column("body", LargeBinary, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "journal",
        Column("journal", String, primary_key=True),
        Column("kiosk", String, nullable=False),
        Column("since", String, nullable=False, server_default=""),
        if_not_exists=True,
    )
    op.create_index("ix_journal_kiosk", "journal", ["kiosk"], if_not_exists=True)
    op.create_table(
        "left_request",
        Column("uuid", String(36), primary_key=True),
        Column("kiosk", String, nullable=False),
        Column("number", String(9), nullable=False, unique=True),
        Column("kind", String(60), nullable=False),
        Column("since", String(40), nullable=False),
        Column("until", String(40), nullable=False),
        Column("state", String(20), nullable=False),
        Column("private", LargeBinary, nullable=False),
        Column("box", LargeBinary, nullable=False),
        Column("code", String(64), nullable=False),
        Column("issuance", String(36), nullable=False),
        Column("collector", String, nullable=False),
        Column("why", String(30), nullable=False),
        if_not_exists=True,
    )
    op.create_index("ix_left_request_state", "left_request", ["state"], if_not_exists=True)
    op.create_table(
        "owner_notice",
        Column("issuance", String(36), primary_key=True),
        Column("address", String, nullable=False),
        Column("place", String, nullable=False),
        Column("since", String(40), nullable=False),
        Column("due", String(40), nullable=False),
        Column("tries", Integer, nullable=False),
        if_not_exists=True,
    )
    op.create_index("ix_owner_notice_due", "owner_notice", ["due"], if_not_exists=True)
    op.create_table(
        "reading",
        Column("number", Integer, primary_key=True),
        Column("at", String(40), nullable=False),
        Column("by", String, nullable=False),
        Column("whom", String(64), nullable=False),
        Column("what", String(60), nullable=False),
        Column("about", String(36), nullable=False),
        Column("result", String(20), nullable=False),
        if_not_exists=True,
    )
    op.create_index("ix_reading_at", "reading", ["at"], if_not_exists=True)
    op.create_index("ix_reading_whom", "reading", ["whom"], if_not_exists=True)
    op.create_table(
        "register_block",
        Column("lot", String, primary_key=True),
        Column("sort", String, primary_key=True),
        Column("block", String, primary_key=True),
        if_not_exists=True,
    )
    op.create_table(
        "register_load",
        Column("seed", String, primary_key=True),
        Column("households", Integer, nullable=False),
        Column("records", Integer, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "register_resident",
        Column("resident_number", String, primary_key=True),
        Column("household", String, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "signed_in",
        Column("token", String(64), primary_key=True),
        Column("account", String(60), nullable=False),
        Column("csrf", String(64), nullable=False),
        Column("since", String(40), nullable=False),
        Column("seen", String(40), nullable=False),
        if_not_exists=True,
    )
    op.create_index("ix_signed_in_account", "signed_in", ["account"], if_not_exists=True)
    op.create_table(
        "support",
        Column("wish", String(36), primary_key=True),
        Column("number", Integer, primary_key=True),
        Column("count", Integer, nullable=False),
        Column("kiosk", String, nullable=False),
        Column("piece", LargeBinary, nullable=False),
        if_not_exists=True,
    )
    op.create_index("ix_support_kiosk", "support", ["kiosk"], if_not_exists=True)
    op.create_table(
        "wish",
        Column("uuid", String(36), primary_key=True),
        Column("kiosk", String, nullable=False),
        Column("what", String(20), nullable=False),
        Column("by", String(60), nullable=False),
        Column("text", String(300), nullable=False),
        Column("at", String(40), nullable=False),
        Column("taken", String(40), nullable=False),
        if_not_exists=True,
    )
    op.create_index("ix_wish_kiosk", "wish", ["kiosk"], if_not_exists=True)


def _file_deeds() -> None:
    """What the journals that are there say of money; nobody knows when that was."""
    connection = op.get_bind()
    part = text(
        "select journal, seq, body from journal_entry where journal > :journal or (journal = :journal and seq > :seq) "
        "order by journal, seq limit :most"
    )
    file = text(
        "insert into deed (journal, seq, session, type, about, won, at) "
        "values (:journal, :seq, :session, :type, :about, :won, '')"
    )
    after = {"journal": "", "seq": 0}
    while entries := connection.execute(part, {**after, "most": AT_ONCE}).all():
        if rows := [row for entry in entries if (row := _deed_of(bytes(entry.body)))]:
            connection.execute(file, rows)
        after = {"journal": entries[-1].journal, "seq": entries[-1].seq}


def _deed_of(body: bytes) -> dict[str, object] | None:
    try:
        entry = open_entry(body)
    except JournalError:
        return None
    deed = deed_of(entry.event)
    if deed is None:
        return None
    session, about, won = filed(deed[0]), filed(deed[1]), int(bounded(deed[2]))
    return {
        "journal": entry.journal,
        "seq": entry.seq,
        "session": session,
        "type": entry.type,
        "about": about,
        "won": won,
    }
