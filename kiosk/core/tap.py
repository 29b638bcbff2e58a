"""What comes back from a screen: a control was used, by a finger or by a key."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Tap:
    """A control was used. ``control`` is its name, ``value`` which of several: ``Tap("key", "7")``.

    ====================  =======================================  ==============================
    control               value                                    on
    ====================  =======================================  ==============================
    start, matters                                                 Attract
    matter                the matter's name                        ChooseMatter
    language              ko, en                                   every screen
    zoom, contrast, low                                            every screen
    volume, rate          -1, +1                                   every screen: louder, faster
    repeat                                                         every screen: is said again, from the top
    times                                                          every screen: twice as long, four times, as most have
    kind                  the kind's name                          ChooseKind, Attract
    places                                                         EnterLot
    place                 the place's id                           EnterLot
    mountain                                                       EnterLot
    field                 number, sub_number; building, room       EnterLot; EnterUnit (number, code: EnterSlip)
    key                   0-9, erase                               EnterLot, EnterPlate, EnterUnit, EnterPin, EnterCan, EnterSlip, StaffSignIn, ServiceEntry
    key                   가 to 하, A to H, 지하, -                EnterUnit
    key                   A to Z, -                                ServiceEntry
    letter                가 to 호                                 EnterPlate
    regions                                                        EnterPlate
    region                강원 and others, "" for none             EnterPlate
    from-year, to-year    -10, -1, +1, +10                         EnterYears
    option                the option's name, =, the choice         ChooseOptions
    copies                -1, +1                                   ChooseCopies
    confirm                                                        every input, EnterPin, EnterCan, Review
    edit                  the row's ``edit``                       Review
    continue, retry                                                Notice, Collect, Details
    back, cancel                                                   wherever leaving is possible
    more-time                                                      while ``seconds_left`` is shown
    service                                                        Attract, OutOfService: the hidden place
    open                  the item's ``name``                      ServiceMenu
    the row's ``button``  the row's ``of``                         ServiceList
    one of ``actions``                                             ServiceList
    cell                  the part's number                        TouchGrid
    ====================  =======================================  ==============================
    """

    control: str
    value: str = ""
