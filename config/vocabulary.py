"""The words that the journal stores: each set is a type, and the reference page of the journal is made from them.

A word is stored, sent and compared by its value. Once released it keeps its value for good: a screen, a slip or a log may say it
otherwise, in any language, without the journal noticing. A set that gets a new word gives its events a new version.
"""

from __future__ import annotations

from config import software
from config.word import Word

# --- devices ---------------------------------------------------------------------------------------------------------


class State(Word):
    """What a device is good for right now (XFS4IoT Common, device status)."""

    UNKNOWN = "unknown", "not asked yet, or starting"
    ONLINE = "online", "works"
    OFFLINE = "offline", "three polls in a row without an answer"
    USER_ERROR = "user-error", "a person can clear it: cover open, note hanging out"
    HARDWARE_ERROR = "hardware-error", "a technician has to come: jam, motor, sensor"
    FRAUD_ATTEMPT = "fraud-attempt", "coin on a string, note pulled after credit"


class Level(Word):
    """How full a supply or a box is (XFS4IoT paper, toner and storage levels)."""

    UNKNOWN = "unknown", "nobody can say"
    OK = "ok", "enough"
    LOW = "low", "it works on, somebody should come"
    OUT = "out", "empty"
    FULL = "full", "of a box that collects: the stacker, the output tray"


class NotePlace(Word):
    """Where a note lay when the acceptor was switched on."""

    ACCEPTOR = "acceptor", "it comes back"
    STACKER = "stacker", "it goes in"


class SourceTrouble(Word):
    """Why a source of the city, the city itself or its taking of the journal does not work."""

    NOT_ASKED_YET = "not-asked-yet", "the kiosk has just started"
    SOURCE_DOWN = "source-down", "the city says that this source does not answer"
    TIMEOUT = "timeout", "the whole answer was not there in time"
    UNREACHABLE = "unreachable", "no connection, or it broke"
    TOO_LARGE = "too-large", "the answer passed its size limit"
    REFUSED = "refused", "one side does not trust the other, or the city does not take these entries"
    GONE = "gone", "the medium left"
    BARRED = "barred", "the city has barred this kiosk's certificate"
    NOT_UNDERSTOOD = "not-understood", "an answer that the contract does not know"
    CLOCK_OFF = "clock-off", "the kiosk's clock and the city's are more than five minutes apart"


class JournalChange(Word):
    """How the journal on the disk is not what the city has of this kiosk's."""

    ANOTHER = (
        "another",
        "another journal, which does not say whose place it takes: the kiosk's own was deleted, or replaced",
    )
    SET_BACK = "set-back", "the end that the city has is not here: an old one was put in its place"
    WRITTEN_ANEW = "written-anew", "another entry under the number of the last one that the city has"


class RenewalTrouble(Word):
    """Why the kiosk's certificate was not made anew when its time had come."""

    CITY_NOT_REACHED = "city-not-reached", "the city did not answer"
    CITY_REFUSED = "city-refused", "the city does not renew it"
    OF_NO_USE = "of-no-use", "what the city sent is not of this key and kiosk, or did not work"
    NOT_KEPT = "not-kept", "it could not be written where the settings say"
    NOT_READ = "not-read", "the certificate in use, or its key, cannot be read"


class ConfigurationTrouble(Word):
    """Why a signed configuration is not in force."""

    NOT_VALID = "not-valid", "it was signed, and no kiosk could start with it, or its role does not speak of it"
    NOT_STARTED = "not-started", "the kiosk was started with it, and ended twice without having got well"
    NOT_OPENED = "not-opened", "it could not be opened at the start any more"
    NOT_WELL = "not-well", "with it the kiosk could not issue, and before it could"
    NOT_REACHED = "not-reached", "with it the kiosk could neither issue nor reach the city: it is tried again"


class ConfigurationAge(Word):
    """How much is left of the time for which something that was signed is new. What is in force stays so, whatever its age."""

    NEW = "new", "more than half"
    HALF = "half", "at most half: somebody should sign it anew"
    FIFTH = "fifth", "at most a fifth: somebody must sign it anew"
    EXPIRED = "expired", "nothing: until it is signed anew, nothing new is taken"


class StopReason(Word):
    """Why the kiosk's process ended cleanly."""

    STOPPED = "stopped", "it was told to"
    CONFIGURATION = "configuration", "to start with a configuration that is new, or to leave one that did not get well"
    RESTART = "restart", "staff want it started anew"
    REBOOT = "reboot", "staff want the computer started anew"
    POWER_OFF = "power-off", "staff want the computer off"
    POWER = "power", "there is no mains and the battery is nearly empty; nobody was there"
    LEAK = "leak", "its memory or its open files had grown too far; nobody was there, and it starts anew"


class Power(Word):
    """Where the machine's current comes from, by its UPS (Network UPS Tools, ups.status)."""

    MAINS = "mains", "from the mains"
    BATTERY = "battery", "there is no mains; the battery lasts for some minutes"
    LOW_BATTERY = "low-battery", "there is no mains, and the battery is nearly empty"
    UNKNOWN = "unknown", "the UPS does not say"


class Strain(Word):
    """What of the computer may run short."""

    DISK = "disk", "room on the disk of the journal"
    MEMORY = "memory", "what the process takes of it has grown since it was warm"
    HANDLES = "handles", "open files of the process"
    HEAT = "heat", "how hot the computer is"
    DISK_HEALTH = "disk-health", "the disk says that it fails, or that it is worn out soon"


class WorkerTrouble(Word):
    """Why the process cannot go on with one of its workers."""

    DIED = "died", "its thread has ended"
    OVERDUE = "overdue", "it is long past its time and does not come back"


# --- who asks --------------------------------------------------------------------------------------------------------


class IdentityMeans(Word):
    """By what a resident proved who they are."""

    CHIP_CARD = "chip-card", "chip card and PIN"


class CardDoubt(Word):
    """Why a chip's data is not what a trusted authority signed (ICAO 9303-11, passive authentication)."""

    NOT_SIGNED = "not-signed", "no signature that holds"
    HASH_MISMATCH = "hash-mismatch", "the data is not what was signed"
    UNKNOWN_CSCA = "unknown-csca", "signed by an authority that the settings do not name"
    EXPIRED = "expired", "what signed it was no longer valid"
    REVOKED = "revoked", "the state has revoked who signed it"
    COPIED = "copied", "the chip does not hold the key that was signed with its data: it is a copy"
    NO_CHIP_KEY = "no-chip-key", "the chip has no key by which a copy of it could be told, and the settings want one"
    CARD_EXPIRED = "card-expired", "the card's last day has passed"
    DOWNGRADED = "downgraded", "what it offered before the PIN is not what its signed data says that it offers"


class CardFault(Word):
    """What no chip does that is in order and that nobody has tampered with."""

    MALFORMED = "malformed", "what the chip said has not the form that the standards give it"
    ENDLESS = "endless", "the chip said more than any card has to say"
    CHANNEL_BROKEN = "channel-broken", "another card than the one that was shown the PIN answered, or somebody between"
    SECRET_NOT_KNOWN = "secret-not-known", "the chip did not show that it knows the PIN itself"


class IdentityFailure(Word):
    """Why a card did not prove its holder."""

    WRONG_PIN = "wrong-pin", "it costs one of the tries"
    WRONG_CAN = "wrong-can", "the number printed on the card was not the card's"
    PIN_SUSPENDED = "pin-suspended", "one try is left, behind the number printed on the card"
    PIN_BLOCKED = "pin-blocked", "no try is left"
    NOT_SIGNED = "not-authentic-not-signed", "the chip's data has no signature that holds"
    HASH_MISMATCH = "not-authentic-hash-mismatch", "the chip's data is not what was signed"
    UNKNOWN_CSCA = "not-authentic-unknown-csca", "signed by an authority that the settings do not name"
    EXPIRED = "not-authentic-expired", "what signed the chip's data was no longer valid"
    REVOKED = "not-authentic-revoked", "the state has revoked who signed the chip's data"
    COPIED = "not-authentic-copied", "the chip does not hold the key that was signed with its data: it is a copy"
    NO_CHIP_KEY = (
        "not-authentic-no-chip-key",
        "the chip has no key by which a copy of it could be told, and the settings want one",
    )
    CARD_EXPIRED = "not-authentic-card-expired", "the card's last day has passed"
    DOWNGRADED = (
        "not-authentic-downgraded",
        "what it offered before the PIN is not what its signed data says that it offers",
    )
    MALFORMED = "faulty-malformed", "what the chip said has not the form that the standards give it"
    ENDLESS = "faulty-endless", "the chip said more than any card has to say"
    CHANNEL_BROKEN = (
        "faulty-channel-broken",
        "another card than the one that was shown the PIN answered, or somebody between",
    )
    SECRET_NOT_KNOWN = "faulty-secret-not-known", "the chip did not show that it knows the PIN itself"
    NOT_SUPPORTED = "not-supported", "no card that this kiosk reads"
    TIMEOUT = "card-timeout", "the chip did not answer in time"
    UNREACHABLE = "card-unreachable", "the reader did not answer"
    TOO_LARGE = "card-too-large", "the chip said more than it may"
    REFUSED = "card-refused", "the reader refused"
    GONE = "card-gone", "the card was pulled"


# --- who looks after the machine -------------------------------------------------------------------------------------


class Role(Word):
    """What a member of staff may do at the machine's own pages."""

    OPERATOR = "operator", "sees to paper, toner and the receipt roll; puts the kiosk out of service and back"
    CASHIER = "cashier", "as an operator, and collects and fills up cash"
    TECHNICIAN = "technician", "everything: tests, settings, restart"


class StaffRefusal(Word):
    """Why somebody was not let in."""

    UNKNOWN_NUMBER = "unknown-number", "nobody in the settings has that number; it is not written down"
    WRONG_PIN = "wrong-pin", "it is not that number's PIN"


class VendorMode(Word):
    """Whose the machine is (XFS, vendor dependent mode): the residents' when inactive."""

    ENTER_PENDING = "enter-pending", "a member of staff is let in; what is under way is waited for"
    ACTIVE = "active", "theirs: no resident is served"
    EXIT_PENDING = "exit-pending", "they leave; what they began is waited for"
    INACTIVE = "inactive", "the residents' again"


class VisitEnd(Word):
    """How a member of staff's time at the machine's own pages ended."""

    LEFT = "left", "they said so"
    TIMED_OUT = "timed-out", "nobody touched the screen any more"
    RESTART = "restart", "the kiosk's process ended in it; the next start closed it"


class WishFromAfar(Word):
    """What a kiosk does when somebody at the city's page wants it to."""

    RESTART = "restart", "to start anew, at a quiet moment"
    CLOSE = "close", "to serve nobody, with a text that residents read"
    OPEN = "open", "to serve again, where it was closed from afar"
    SELF_TEST = "self-test", "to try itself as at night, at a quiet moment"
    SUPPORT = "support", "to send the city how it stands, its journal and its log, for whoever helps"


class CloseReason(Word):
    """Why staff have put the kiosk out of service."""

    MAINTENANCE = "maintenance", "it is being looked after"
    SUPPLIES = "supplies", "paper or coins are on their way"
    FAULT = "fault", "it is to be mended"
    NOT_NOW = "not-now", "the place itself is closed, or the machine is to be moved"


class DeviceTest(Word):
    """What a member of staff has tried."""

    PAYOUT = "payout", "one coin of a hopper falls into the tray"
    COIN = "coin", "a coin is put in, known and given back"
    NOTE = "note", "a note is put in, known and given back"
    PAGE = "page", "a page that is no certificate, with the ground and a code"
    BINDING = "binding", "two sheets that are no certificate, stapled"
    SLIP = "slip", "a slip of the receipt printer"
    CARD = "card", "a chip card is put in, answers and is taken out"
    TOUCH = "touch", "every part of the screen is touched"
    KEYS = "keys", "every key of the keypad is pressed"
    EARPHONE = "earphone", "an earphone is put in and taken out"
    NETWORK = "network", "the city, its sources and the printer are asked"
    CLOCK = "clock", "the kiosk's clock beside the city's"


class TestResult(Word):
    """What a test came to."""

    PASSED = "passed", "it did what it is there for"
    FAILED = "failed", "it did not, and why is said"
    NOT_DONE = "not-done", "nobody did what the test asks for"


# --- documents -------------------------------------------------------------------------------------------------------


class Ending(Word):
    """How a session ended."""

    ISSUED = "issued", "every copy that was asked for is printed"
    INFORMED = "informed", "the resident was shown what they wanted to know; nothing was to be printed"
    REQUEST_LEFT = "request-left", "a request was left while its source was away; nothing was to be printed yet"
    CANCELLED = "cancelled", "the resident gave up"
    TIMED_OUT = "timed-out", "nobody touched the screen any more"
    CARD_REMOVED = "card-removed", "the card that had proved who asks was taken out before the print began"
    REFUSED = "refused", "what was asked for cannot be had, and the resident was told why"
    EXPIRED = "expired", "the city's reservation ran out before it was paid"
    CHARGE_IN_DOUBT = "charge-in-doubt", "nobody can say what became of the charge of the card"
    PRINTER_OUT = "printer-out", "the printer could not print when its turn came"
    PRINT_NOT_ACCEPTED = "print-not-accepted", "the printer took no job"
    PRINT_FAILED = "print-failed", "not every sheet came out, or nobody can say"
    RECOVERED = "recovered", "the kiosk went down in it; the next start closed it"


class Matter(Word):
    """What residents come for beside certificates."""

    APPLICATION = "application", "what became of something that was applied for at the city"
    LEAVING = "leaving", "a request that is left while the source of its papers is away"
    TICKET = "ticket", "what somebody left a request for, by their ticket"
    COUNTER = "counter", "where something is to be had that the law keeps at a counter, and when"


class BoxEnd(Word):
    """Why a sealed request that was left does not lie on the kiosk's disk any more."""

    DELIVERED = "delivered", "the city has it"
    REFUSED = "refused", "the city does not take it"
    OVER = "over", "the city was not reached as long as anybody could have collected it"
    NOT_KEPT = "not-kept", "the disk did not take it, and whoever left it was told"


class LookUpResult(Word):
    """What the city said of something of a resident's."""

    FOUND = "found", "it is shown"
    NOT_FOUND = "not-found", "there is none, or whoever asked may not hear of it: which of them the city does not say"
    TOO_MANY_TRIES = "too-many-tries", "too many were not found in this hour, at this kiosk or for it anywhere"
    UNAVAILABLE = "unavailable", "the city or its source does not answer, or says no"


class VoidReason(Word):
    """Why a document number is not valid, or why there was nothing to issue."""

    NO_SUCH_RECORD = "no-such-record", "refused by the city: there is none"
    RESTRICTED = "restricted", "refused by the city, and no reason is shown (주민등록법 시행규칙 §13의2)"
    CARD_LOST = "card-lost", "refused by the city: the card is reported lost, replaced, or nobody's; which is not told"
    NOT_PROVED = "not-proved", "the card did not prove to the city that it is there, or cannot"
    NOT_HOLDER = "not-holder", "refused by the city: it is somebody else's"
    AT_COUNTER = "at-counter", "refused by the city: it issues this kind at counters alone"
    UNDER_AGE = "under-age", "refused by the city: younger than its rules for this kind want"
    TOO_OFTEN = "too-often", "refused by the city: no more of this kind for this person in this hour"
    CLOSED = "closed", "refused by the city: the register was closed (폐쇄, 말소)"
    OUTSIDE_AREA = "outside-area", "refused by the city: it is not this city's"
    SOURCE_DOWN = "source-down", "refused by the city: the source system does not answer"
    BAD_INPUT = "bad-input", "refused by the city: it did not understand what was typed"
    CONFLICT = "conflict", "refused by the city: the UUID stands for another request"
    REFUSED_UNKNOWN = "refused-unknown", "refused by the city, without a reason known here"
    CITY_UNREACHABLE = "city-unreachable", "no usable answer; whether the city reserved is not known"
    CITY_UNTRUSTED = "city-untrusted", "an answer that the city did not sign, or not for this request"
    NOT_SEALED = "not-sealed", "the city sent no official seal, or one that it did not sign for this paper"
    UNPRINTABLE = "unprintable", "a character that no font here has"
    NOT_LAID_OUT = "not-laid-out", "the document could not be made"
    TOO_LONG = "too-long", "its sheets take longer to print than the city has reserved it for"
    CANCELLED = "cancelled", "the resident gave up"
    TIMED_OUT = "timed-out", "nobody touched the screen any more"
    CARD_REMOVED = "card-removed", "the card that had proved who asks was taken out before the print began"
    REFUSED = "refused", "it could not be paid for or printed, and the resident was told why"
    EXPIRED = "expired", "the reservation ran out before it was paid"
    CHARGE_IN_DOUBT = "charge-in-doubt", "nobody can say what became of the charge of the card"
    PRINTER_OUT = "printer-out", "the printer could not print when its turn came"
    PRINT_NOT_ACCEPTED = "print-not-accepted", "the printer took no job"
    PRINT_FAILED = "print-failed", "not every sheet came out, or nobody can say"
    RESTART = "restart", "the kiosk went down in between"
    UNKNOWN = "unknown", "an earlier program gave a reason that is no word any more"


class JobEnd(Word):
    """What became of the job of a void document at the printer."""

    PRINTED = "printed", "in full; the paper is nobody's"
    FAILED = "failed", "it was cancelled, or the printer gave it up"
    GONE = "gone", "the printer knows of no such job"
    NOT_TOLD = "not-told", "the printer says nothing of its jobs, and cannot be asked for ever"


class PrintHabit(Word):
    """What the printer did with a document that it did not prove to be on paper, though it said that it was well."""

    TAKES_NO_JOB = "takes-no-job", "it refuses the job before it has the document"
    FORGETS_JOBS = "forgets-jobs", "it knows nothing of a job that it took"
    NO_ACCOUNT = "no-account-of-jobs", "it does not answer, or nothing that can be read, when asked about its job"
    NO_SUCCESS = "says-no-success", "it ends the job as completed and does not say that it succeeded"
    STOP_POINT = "ends-at-stop-point", "it ends the job as completed at its stop point, as a queue of CUPS 2.4 does"
    COUNTS_FEWER = "counts-fewer-sheets", "it counts fewer sheets than the document has"
    GIVES_UP = "gives-jobs-up", "it aborts or cancels the job"
    NEVER_ENDS = "never-ends-jobs", "the job was not over in its time"


class ReceiptResult(Word):
    """What became of a receipt or slip."""

    PRINTED = "printed", "it is on paper, by the printer's own word"
    NOT_FITTED = "not-fitted", "this kiosk has no receipt printer"
    NO_ANSWER = "no-answer", "the printer does not answer"
    NOT_CONFIRMED = "not-confirmed", "sent, and never confirmed"
    PAPER_OUT = "paper-out", "no paper"
    COVER_OPEN = "cover-open", "the cover is open"
    CUTTER_ERROR = "cutter-error", "the cutter is stuck"
    RECOVERABLE_ERROR = "recoverable-error", "the printer reports an error that a person can clear"
    UNRECOVERABLE_ERROR = "unrecoverable-error", "the printer reports an error that a technician has to see"


# --- money -----------------------------------------------------------------------------------------------------------


class Accuracy(Word):
    """What the count of a cash unit is worth (XFS4IoT)."""

    ACCURATE = "accurate", "counted by a person, and every piece since then is known"
    INACCURATE = "inaccurate", "something may have moved pieces unseen"
    UNKNOWN = "unknown", "no person has counted yet"


class Unseen(Word):
    """What may have moved pieces unseen since a unit was counted: what a person looks for where their count is another."""

    CREDITS_LOST = "credits-lost", "an acceptor took pieces that it cannot tell any more"
    STOPPED_SHORT = "stopped-short", "a hopper threw fewer coins than it was told to"
    JAM = "jam", "the device was out of order"
    MOVED = "moved", "a hopper threw coins that nobody had told it to"
    BEYOND_BOOKS = "beyond-books", "more went out than the books had in it"
    PAYOUT_OPEN = "payout-open", "a hopper has not said yet whether its coins fell"
    NOTE_OPEN = "note-open", "an acceptor has not said yet whether a note is inside"


class Purpose(Word):
    """What coins are paid out for."""

    CHANGE = "change", "more was put in than was due"
    REFUND = "refund", "there was nothing to pay for after all"


class RollbackReason(Word):
    """Why what was put in did not pay a fee."""

    CANCELLED = "cancelled", "the resident gave up"
    TIMED_OUT = "timed-out", "nobody touched the screen any more"
    CARD_REMOVED = "card-removed", "the card that had proved who asks was taken out before the print began"
    REFUSED = "refused", "it could not be paid for or printed, and the resident was told why"
    EXPIRED = "expired", "the reservation ran out before it was paid"
    CHARGE_IN_DOUBT = "charge-in-doubt", "nobody can say what became of the charge of the card"
    PRINTER_OUT = "printer-out", "the printer could not print when its turn came"
    PRINT_NOT_ACCEPTED = "print-not-accepted", "the printer took no job"
    PRINT_FAILED = "print-failed", "not every sheet came out, or nobody can say"
    PAID_BY_CARD = "paid-by-card", "the card paid; what fell in beside it is change"
    RESTART = "restart", "the kiosk went down in between"


class ClaimReason(Word):
    """Why the kiosk owes somebody money that it could not give back."""

    CHANGE_NOT_PAID = "change-not-paid", "too few coins for the change"
    REFUND_NOT_PAID = "refund-not-paid", "too few coins for the refund"
    PAYOUT_IN_DOUBT = "payout-in-doubt", "a hopper cannot say whether its coins fell"
    NOTE_IN_DOUBT = "note-in-doubt", "an acceptor cannot say whether the note is inside"
    CHARGE_IN_DOUBT = "charge-in-doubt", "the terminal cannot say whether the card was charged"
    CANCEL_IN_DOUBT = "cancel-in-doubt", "the terminal cannot say whether the charge was taken back"
    CANCEL_FAILED = "cancel-failed", "the charge could not be taken back here"
    PART_OF_A_CHARGE = (
        "part-of-a-charge",
        "the charge paid for copies that did not come out, too: a terminal takes a charge back whole or not at all",
    )
    RESTART = "restart", "the kiosk was down for longer than its resident could be expected to wait"
    CHARGED_AFTER_ALL = "charged-after-all", "a charge that the terminal never answered for was made"
    CREDIT_WITHOUT_SESSION = "credit-without-session", "money came in while nobody was paying"


class ReductionReason(Word):
    """What made part of a claim go away."""

    NOTE_WAS_RETURNED = "note-was-returned", "the note in doubt had gone back"
    COINS_HAD_FALLEN = "coins-had-fallen", "the coins in doubt had been paid out"
    NOTHING_WAS_CHARGED = "nothing-was-charged", "the card in doubt had not been charged"
    CHARGE_WAS_CANCELLED = "charge-was-cancelled", "the charge in doubt had been taken back"


class ChargeFailure(Word):
    """Why a card was not charged, or a charge not taken back."""

    NOT_READY = "not-ready", "the terminal is not there; nothing was sent"
    NO_CARD = "no-card", "nobody presented a card in time"
    WITHDRAWN = "withdrawn", "the resident did not want to after all"
    NO_ANSWER = "no-answer", "the terminal never answered, and its last approval is still the one before"
    LAST_APPROVAL_CHANGED = "last-approval-changed", "the terminal was used in between; nothing was sent"
    DECLINED = "declined", "the card company said no"
    NETWORK = "network", "the terminal does not reach its network"
    CARD_COMPANY_SILENT = "card-company-silent", "the card company did not answer the terminal"
    BALANCE = "balance", "too little money on the card"
    CARD_UNUSABLE = "card-unusable", "expired, locked, or no card for this"
    TRY_AGAIN = "try-again", "the card was read badly"
    CARD_CHANGED = "card-changed", "another card than before"
    FORMAT = "format", "the terminal did not understand the request"
    IN_DOUBT = "in-doubt", "of a cancellation: nobody can say whether it was made"
    NOT_THE_LAST = "not-the-last", "of a cancellation: the terminal takes back its last charge only"
    NOTHING_TO_CANCEL = "nothing-to-cancel", "of a cancellation: the terminal knows of no such charge"


class ChargeDoubt(Word):
    """Why a terminal can never say what became of a charge."""

    ANOTHER_TERMINAL = "another-terminal", "another one stands there now"
    ANOTHER_APPROVAL = "another-approval", "its last approval is neither the one before nor this charge"
    MEMORY_LOST = "memory-lost", "it forgot its last approval"


VOCABULARIES: tuple[type[Word], ...] = tuple(
    each for each in Word.__subclasses__() if each.__module__ in (__name__, software.__name__)
)
"""Every set: those of the software, then in the order of this file."""
