"""Examples of the pages by which a new machine is set up, made by the pages' own code from a made-up machine."""

from __future__ import annotations

from config.city import City
from config.ids import DeviceName, StaffNumber
from config.settings import USUAL_PANEL
from config.vocabulary import Role
from kiosk.core.channels import CommissioningMade, NotTried
from kiosk.core.view import Message, ServiceEntry, StaffSignIn, View
from kiosk.session.setting_up import pages
from kiosk.session.setting_up.questions import Begun, Checked, Device, Door, Found, Lacking, Models
from kiosk.session.technician.commissioning import report_page

_ADAPTER = "/dev/serial/by-id/usb-FTDI_FT232R_A10K4XYZ-if00-port0"
_FINGERPRINT = "3f9a 04c1 77be 1d52 a0e6 5c38 9b44 f27d 60ce 812b 4fd5 93a7 1e08 c6b9 7a5d 20f3"
_DEVICES = (
    Device("receipt-printer", "usb:0519:0003", "Star TSP100"),
    Device("coin-acceptor", "usb:0403:6001:A10K4XYZ", "Azkoyen X6"),
    Device("hopper-500", "usb:0403:6001:A10K4XYZ", "Suzohapp SCH2"),
    Device("note-acceptor", _ADAPTER, "JCM UBA-10"),
    Device("printer", "ipp://localhost:60000/ipp/print", ""),
)
_LACKING = (
    Lacking("terminal", "answers nowhere", True),
    Lacking("hopper-100", "silent, at usb:0403:6001:A10K4XYZ where others of its line answer", False),
)
_NEW = Begun(USUAL_PANEL)
_MISSING = (
    NotTried("hopper-100", "payout", "failed no-coin-fell", "online"),
    NotTried("printer", "page", "", "online"),
    NotTried("clock", "clock", "", ""),
)
NAMES = {
    DeviceName("hopper-100"): Message("device.hopper", {"coin": 100}),
    DeviceName("printer"): Message("device.printer"),
}
_STAFF = ((StaffNumber("1001"), Role.TECHNICIAN),)


def set_up_examples(city: City) -> dict[str, View]:
    door = Door(
        "https://door.example:8443", city.id, _FINGERPRINT, tuple((each.number, each.name) for each in city.sites[:5])
    )
    site = city.sites[0]
    devices = tuple(each.name for each in _DEVICES)
    whole = Begun(USUAL_PANEL, f"{site.number} {site.name} ({city.id}-{site.number})", devices, _STAFF)
    found = Found(_DEVICES, (), whole)
    title, subtitle = Message("setup.door-title"), Message("setup.door-subtitle")
    return {
        "set-up-begin": pages.menu(_NEW),
        "set-up-menu": pages.menu(whole),
        "set-up-door": ServiceEntry(title, subtitle, "door.example", 60, faces=pages.ADDRESS),
        "set-up-compare": pages.whose_door(door),
        "set-up-sites": pages.sites(door),
        "set-up-code": pages.code_of("KF7M-2QXA"),
        "set-up-models": pages.models(Models(("lobby-22-inch.toml",))),
        "set-up-plug-in": pages.before_search(),
        "set-up-lacking": pages.found_devices(Found(_DEVICES[:3], _LACKING, _NEW), {"keypad"}),
        "set-up-found": pages.found_devices(found, {"keypad"}),
        "set-up-staff": pages.staff(whole),
        "set-up-roles": pages.roles(),
        "set-up-new-pin": StaffSignIn("new-pin", 3, 6),
        "set-up-panel": pages.panel(whole),
        "set-up-cannot-start": pages.last_look(
            whole,
            Checked(
                "2026-11-23 14:02", "NTP=yes, NTPSynchronized=yes", ("card.csca[1]: keys/csca.pem: 파일이 없습니다",)
            ),
        ),
        "set-up-report": report_page(CommissioningMade(b"", 2, _MISSING), NAMES),
        "set-up-can-start": pages.last_look(whole, Checked("2026-11-23 14:02", "NTP=yes, NTPSynchronized=yes", ())),
    }
