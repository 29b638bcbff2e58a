"""What can be wrong with a settings file, told in plain words to who wrote it: what it is, and what to do.

A problem is found as a value (where, which flaw, of what) and becomes text in a language where it is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from config.language import Always
from config.trouble import Trouble


class Words(NamedTuple):
    """``{name}`` stands for what a problem is about."""

    en: str
    ko: str


class Flaw(Enum):
    """Everything that a file can be told about; what a driver finds besides is `OTHER`."""

    UNREADABLE = Words("cannot be read: {why}", "읽을 수 없습니다: {why}")
    NOT_TOML = Words("is no TOML: {why}", "TOML 형식이 아닙니다: {why}")
    OTHER = Words("{why}", "{why}")

    MISSING = Words("is missing and has no default: put it in", "없습니다. 기본값이 없으니 적어 넣으십시오")
    UNKNOWN = Words(
        "is no setting: is it misspelt? docs/settings.md has them all",
        "그런 설정은 없습니다. 철자를 확인하십시오 (docs/settings.md)",
    )
    EMPTY = Words("is empty: put something in", "비어 있습니다. 값을 넣으십시오")
    NOT_TEXT = Words("{value} is no text: put it in quotation marks", "{value}: 글자가 아닙니다. 따옴표로 묶으십시오")
    NOT_WHOLE = Words("{value} is no whole number", "{value}: 정수가 아닙니다")
    NOT_TRUE_OR_FALSE = Words("{value} is neither true nor false", "{value}: true 또는 false여야 합니다")
    NOT_A_TIME = Words(
        "{value} is no time of the day: write 09:00:00", "{value}: 시각이 아닙니다. 09:00:00처럼 쓰십시오"
    )
    NOT_A_LIST = Words("is no list: put it in square brackets", "목록이 아닙니다. 대괄호로 묶으십시오")
    NOT_A_TABLE = Words("is no table of settings", "설정 표가 아닙니다")
    TOO_SMALL = Words("{value} is too small: at least {least}", "{value}: 너무 작습니다. {least} 이상이어야 합니다")
    TOO_LARGE = Words("{value} is too large: at most {most}", "{value}: 너무 큽니다. {most} 이하여야 합니다")
    NONE_OF = Words("{value} is none of {these}", "{value}: 다음 중 하나여야 합니다: {these}")
    NAME_SHAPE = Words(
        "{value}: lower-case letters, digits and hyphens, a letter first, at most 40",
        "{value}: 영문 소문자로 시작하여 소문자, 숫자, 붙임표로 40자까지 쓰십시오",
    )
    STAFF_NUMBER_SHAPE = Words(
        "{value}: one to eight digits, as they are typed at the screen", "{value}: 화면에서 누를 숫자 1~8자를 쓰십시오"
    )
    STAFF_PIN_SHAPE = Words(
        "is no hash of a PIN: `kiosk config staff` makes one, put the line in whole",
        "비밀번호 해시가 아닙니다. `kiosk config staff`로 만들어 그 줄을 그대로 넣으십시오",
    )
    PANEL_TOO_FEW = Words(
        "a panel of {width} by {height} px is too small: the least that the standard for these machines allows is 1280 by 1024",
        "화면 {width}×{height} px는 너무 작습니다. 무인정보단말기 표준은 1280×1024 이상입니다",
    )
    PANEL_TOO_NARROW = Words(
        "a panel of {width} by {height} mm is too small for characters of 12 mm: at least 330 by 265 lying, 265 by 470 standing",
        "화면 {width}×{height} mm에는 12 mm 글자가 들어가지 않습니다. 가로형 330×265, 세로형 265×470 이상이어야 합니다",
    )
    PANEL_NOT_SQUARE = Words(
        "{across} px to the mm across and {down} down: measure the picture itself, without the frame",
        "가로는 1 mm에 {across} px, 세로는 {down} px입니다. 테두리를 빼고 그림이 보이는 곳만 재십시오",
    )
    COIN_ID_SHAPE = Words(
        "{value}: the six characters that the acceptor has for the coin, as KR500A",
        "{value}: 동전 선별기에 있는 여섯 글자 이름을 쓰십시오 (예: KR500A)",
    )
    BILL_ID_SHAPE = Words(
        "{value}: the seven characters that the validator has for the note, as KR0001A",
        "{value}: 지폐 인식기에 있는 일곱 글자 이름을 쓰십시오 (예: KR0001A)",
    )
    TERMINAL_ID_SHAPE = Words(
        "{value}: one to sixteen letters and digits, as the operator gave it",
        "{value}: 단말기 번호를 영문과 숫자 1~16자로 쓰십시오",
    )
    NOT_A_FULL_PATH = Words(
        "{value}: a device is named by what `kiosk ports` shows, as usb:0403:6001:A10K4, or by its whole path, as /dev/kiosk/coin",
        "{value}: 장치는 `kiosk ports`가 보여 주는 대로(usb:0403:6001:A10K4) 또는 /dev/kiosk/coin처럼 전체 경로로 쓰십시오",
    )
    NO_PATH = Words(
        "{value}: no file can have this name: correct the path",
        "{value}: 파일 이름이 될 수 없습니다. 경로를 고치십시오",
    )
    ADDRESS_SCHEME = Words("{value}: only {schemes} is spoken here", "{value}: {schemes} 주소만 쓸 수 있습니다")
    ADDRESS_HOST = Words(
        "{value} names no host: write it between the slashes", "{value}: 서버 이름이 없습니다. 빗금 사이에 쓰십시오"
    )
    ADDRESS_NAME = Words(
        "{value}: {host} is no name that can be looked up, and no address",
        "{value}: {host}은(는) 찾을 수 있는 서버 이름도 주소도 아닙니다",
    )
    ADDRESS_PORT = Words(
        "{value}: the port is a number from 1 to 65535", "{value}: 포트는 1부터 65535까지의 숫자입니다"
    )
    ADDRESS_PATH = Words(
        "{value}: the address ends with its host, leave out {path}",
        "{value}: 주소는 서버 이름까지만 씁니다. {path} 부분을 빼십시오",
    )
    ADDRESS_MORE = Words(
        "{value}: an address has no user, no ? and no #: leave them out",
        "{value}: 주소에는 사용자, ?, #를 쓸 수 없습니다. 빼십시오",
    )
    NO_SUCH_SITE = Words(
        "the city has no site {value}; there are {sites}",
        "{value}: 시에 그런 설치 장소가 없습니다. 있는 곳: {sites}",
    )
    NO_SUCH_KIND = Words(
        "no such kind: {names}; `kiosk catalogue` has them all",
        "없는 증명서 종류입니다: {names} (`kiosk catalogue` 참조)",
    )

    NAME_TWICE = Words(
        "{value} is also the name at {other}: give each device a name of its own",
        "{value}: {other}와(과) 이름이 같습니다. 장치마다 다른 이름을 쓰십시오",
    )
    NAME_TAKEN = Words(
        "{value} is what every kiosk calls a part of it: choose another name",
        "{value}: 키오스크가 이미 쓰는 이름입니다. 다른 이름을 쓰십시오",
    )
    STAFF_TWICE = Words(
        "{value} is also the number at {other}: each member of staff has one of their own",
        "{value}: {other}와(과) 직원 번호가 같습니다. 직원마다 다른 번호를 쓰십시오",
    )
    PORT_TWICE = Words(
        "{value} is also the port at {other}: each needs one to itself",
        "{value}: {other}와(과) 포트가 같습니다. 포트는 함께 쓸 수 없습니다",
    )
    ADDRESS_TWICE = Words(
        "{value} is also the address at {other}: each device on a line needs one of its own",
        "{value}: {other}와(과) 주소가 같습니다. 한 선로의 장치는 주소가 서로 달라야 합니다",
    )
    POSITION_TWICE = Words(
        "{value} is also the position at {other}: a position holds one denomination",
        "{value}: {other}와(과) 위치가 같습니다. 한 위치에는 권종 하나만 둘 수 있습니다",
    )
    CODE_TWICE = Words(
        "{value} is also the code at {other}: a code stands for one thing",
        "{value}: {other}와(과) 코드가 같습니다. 코드 하나는 한 가지만 뜻합니다",
    )
    NOTES_TWICE = Words(
        "takes notes, and so does {other}: a machine has one note acceptor, leave one of them out",
        "{other}도 지폐를 받습니다. 지폐 인식기는 하나여야 하니 하나를 빼십시오",
    )
    RECEIPTS_TWICE = Words(
        "prints receipts, and so does {other}: a machine has one receipt printer, leave one of them out",
        "{other}도 영수증을 인쇄합니다. 영수증 프린터는 하나여야 하니 하나를 빼십시오",
    )
    CARDS_TWICE = Words(
        "charges cards, and so does {other}: a machine has one card terminal, leave one of them out",
        "{other}도 카드를 결제합니다. 카드 단말기는 하나여야 하니 하나를 빼십시오",
    )

    FILE_MISSING = Words(
        "{path} is not there: put the file there, or correct the path",
        "{path}: 파일이 없습니다. 파일을 두거나 경로를 고치십시오",
    )
    FILE_UNREADABLE = Words("{path} cannot be read: {why}", "{path}: 읽을 수 없습니다: {why}")
    NO_CERTIFICATE = Words(
        "{path} holds no certificate, in PEM or DER: put the certificate there",
        "{path}: 인증서(PEM, DER)가 아닙니다. 인증서 파일을 두십시오",
    )
    NO_REVOCATIONS = Words(
        "{path} holds no list of revoked certificates, in PEM or DER: put the state's list there",
        "{path}: 인증서 폐지 목록(PEM, DER)이 아닙니다. 국가의 폐지 목록 파일을 두십시오",
    )
    NO_MASTER_LIST = Words(
        "{path} holds no master list that the certificates of card.master_list_csca vouch for: put the list there as it is published",
        "{path}: card.master_list_csca의 인증서가 보증하는 마스터 리스트가 아닙니다. 공개된 그대로의 파일을 두십시오",
    )
    NOT_PEM = Words(
        "{path} is in DER, and TLS takes its own certificate in PEM: convert it (openssl x509 -inform der)",
        "{path}: DER 형식입니다. 자기 인증서는 PEM이어야 하니 변환하십시오 (openssl x509 -inform der)",
    )
    NO_PUBLIC_KEY = Words(
        "{path} holds no public key, in PEM or DER: put the city's there",
        "{path}: 공개키(PEM, DER)가 아닙니다. 시의 공개키 파일을 두십시오",
    )
    NOT_P256 = Words(
        "{path} is no key of the city's seal, which is on the curve P-256: put the city's there",
        "{path}: 시의 서명 키(P-256)가 아닙니다. 시의 공개키 파일을 두십시오",
    )
    NO_PRIVATE_KEY = Words(
        "{path} holds no private key in PEM without a password: put the certificate's there",
        "{path}: 암호 없는 개인키(PEM)가 아닙니다. 인증서의 개인키를 두십시오",
    )
    KEY_OF_ANOTHER = Words(
        "{path} is not the key of the certificate {certificate}: the two are made together, put both of one pair there",
        "{path}: 인증서 {certificate}의 개인키가 아닙니다. 함께 발급된 한 쌍을 두십시오",
    )
    NOT_FOR_TLS = Words("{path} cannot be used for TLS: {why}", "{path}: TLS에 쓸 수 없습니다: {why}")
    CA_MISSING = Words(
        "is missing: {uri} is spoken over TLS, pin the printer's certificate here (`kiosk fingerprint {uri}` shows it), or name "
        "its CA in ca",
        "없습니다. {uri}는 TLS를 쓰니 프린터 인증서의 지문을 여기에 적거나 (`kiosk fingerprint {uri}`로 볼 수 있습니다) "
        "ca에 그 인증기관을 적어 넣으십시오",
    )
    CA_BESIDE_PIN = Words(
        "is one too many beside ca: a certificate is trusted for its CA or for what it is, leave one of them out",
        "ca와 함께 쓸 수 없습니다. 인증기관이나 인증서 지문 중 하나만 남기십시오",
    )
    RETRACT_BLIND = Words(
        "is of no use: a printer that does not see what lies in its outlet cannot tell when to draw it back, set senses_outlet "
        "or leave this out",
        "출력구를 감지하지 못하는 프린터는 언제 회수할지 알 수 없습니다. senses_outlet을 켜거나 이 설정을 빼십시오",
    )
    FINGERPRINT_SHAPE = Words(
        "{value}: the 64 hexadecimal digits of the certificate's SHA-256, with or without colons",
        "{value}: 인증서의 SHA-256 지문 64자리(16진수)를 쓰십시오. 쌍점은 있어도 없어도 됩니다",
    )
    CA_IN_VAIN = Words(
        "{value} is of no use: {uri} is not spoken over TLS, write ipps:// there or leave this out",
        "{value}: {uri}는 TLS를 쓰지 않습니다. ipps://로 쓰거나 이 설정을 빼십시오",
    )
    DEMO_CA = Words(
        "{path} is a demonstration's CA, whose key others have: use the city's own",
        "{path}: 시연용 인증기관입니다. 시의 인증기관을 쓰십시오",
    )
    FONT_MISSING = Words(
        "{path} is not there: install the Debian package {package}",
        "{path}: 글꼴이 없습니다. 데비안의 {package} 패키지를 설치하십시오",
    )
    NO_FONT = Words(
        "{path} is no font that can be read: install the Debian package {package} anew",
        "{path}: 글꼴을 읽을 수 없습니다. 데비안의 {package} 패키지를 다시 설치하십시오",
    )
    OF_ANOTHER_KIOSK = Words(
        "{value}, and this kiosk has {ours}: these settings are another kiosk's, take this one's",
        "{value}: 이 키오스크는 {ours}입니다. 다른 키오스크의 설정이니 이 키오스크의 설정을 쓰십시오",
    )
    FOR_ADMINS = Words(
        "is not changed at the machine: an administrator does it (kiosk config install)",
        "기기에서는 바꿀 수 없습니다. 관리자가 바꾸어야 합니다(kiosk config install)",
    )
    IS_FOLDER = Words("{path} is a folder: name a file in it", "{path}: 폴더입니다. 그 안의 파일 이름까지 쓰십시오")
    NO_FOLDER = Words(
        "the folder {path} is not there: make it, and give it to the kiosk's user",
        "{path}: 폴더가 없습니다. 폴더를 만들고 키오스크 사용자에게 권한을 주십시오",
    )


@dataclass(frozen=True)
class Problem:
    """``key`` is the setting's place in the file, lists counted from 1 (``cctalk.hopper[2].name``), "" for the file itself."""

    key: str
    flaw: Flaw
    about: Mapping[str, object] = field(default_factory=dict)

    def text(self, language: Always = "en") -> str:
        words: Words = self.flaw.value
        told = getattr(words, language).format_map(self.about)
        return f"{self.key}: {told}" if self.key else told


class SettingsError(Trouble):
    """The settings cannot be used.

    Attributes:
        problems: all that is wrong with them.
        file: where they were read, None where they come from no file.
    """

    def __init__(self, problems: Iterable[Problem], file: Path | None = None) -> None:
        super().__init__()
        self.problems = tuple(problems)
        self.file = file

    def lines(self, language: Always = "en") -> tuple[str, ...]:
        """One a problem, with the file, the setting and what to do."""
        start = f"{self.file}: " if self.file else ""
        return tuple(start + problem.text(language) for problem in self.problems)

    def __str__(self) -> str:
        return "\n".join(self.lines())


def refused(flaw: Flaw, **about: object) -> PydanticCustomError:
    """To be raised by whatever validates a setting."""
    return PydanticCustomError(flaw.name, flaw.value.en, about)


_TYPES = {
    "missing": Flaw.MISSING, "extra_forbidden": Flaw.UNKNOWN,
    "greater_than_equal": Flaw.TOO_SMALL, "less_than_equal": Flaw.TOO_LARGE,
    "literal_error": Flaw.NONE_OF, "enum": Flaw.NONE_OF,
    "string_type": Flaw.NOT_TEXT, "path_type": Flaw.NOT_TEXT,
    "int_type": Flaw.NOT_WHOLE, "int_parsing": Flaw.NOT_WHOLE, "int_from_float": Flaw.NOT_WHOLE,
    "bool_type": Flaw.NOT_TRUE_OR_FALSE, "bool_parsing": Flaw.NOT_TRUE_OR_FALSE,
    "time_type": Flaw.NOT_A_TIME, "time_parsing": Flaw.NOT_A_TIME,
    "tuple_type": Flaw.NOT_A_LIST, "model_type": Flaw.NOT_A_TABLE, "model_attributes_type": Flaw.NOT_A_TABLE,
    "too_short": Flaw.EMPTY, "string_too_short": Flaw.EMPTY,
}  # fmt: skip
"""Pydantic's own name of an error to ours."""


def problems_of(error: ValidationError) -> list[Problem]:
    # A list of which no item is right counts as empty, too.
    errors = (each for each in error.errors() if each["type"] != "too_short" or not each["input"])
    return [_problem(each) for each in errors]


def _problem(error: ErrorDetails) -> Problem:
    context = dict(error.get("ctx", {}))
    about: dict[str, object] = {
        "value": error["input"],
        "why": error["msg"],
        "least": context.pop("ge", ""),
        "most": context.pop("le", ""),
        "these": str(context.pop("expected", "")).replace(" or ", ", "),
    }
    flaw = Flaw.__members__.get(error["type"]) or _TYPES.get(error["type"], Flaw.OTHER)
    return Problem(place(error["loc"]), flaw, about | context)


def place(steps: Iterable[int | str]) -> str:
    """``("cctalk", "hopper", 1, "name")`` as a person says it: ``cctalk.hopper[2].name``."""
    told = ""
    for step in steps:
        told += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if told else step
    return told
