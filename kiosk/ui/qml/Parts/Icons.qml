pragma Singleton
import QtQuick

// Own line drawings on a grid of 24 by 24, drawn with a round pen two units wide.
QtObject {
    readonly property var paths: ({
        "back": "M15 5 L8 12 L15 19",
        "next": "M9 5 L16 12 L9 19",
        "down": "M5 9 L12 16 L19 9",
        "up": "M5 15 L12 8 L19 15",
        "close": "M6 6 L18 18 M18 6 L6 18",
        "check": "M5 12.5 L10 17.5 L19 7",
        "home": "M4 11 L12 4 L20 11 M6 10 V20 H18 V10 M10 20 V14 H14 V20",
        "retry": "M19 8 A8 8 0 1 0 20 13 M19.5 3.5 V8.5 H14.5",
        "edit": "M5 19 L6 15 L16 5 L19 8 L9 18 Z M14 7 L17 10",
        "erase": "M9 6 H20 V18 H9 L3 12 Z M12 9.5 L17 14.5 M17 9.5 L12 14.5",
        "globe": "M3.5 12 A8.5 8.5 0 1 0 20.5 12 A8.5 8.5 0 1 0 3.5 12 M3.5 12 H20.5 M12 3.5 C7.5 8 7.5 16 12 20.5 C16.5 16 16.5 8 12 3.5",
        "zoom": "M4 10.5 A6.5 6.5 0 1 0 17 10.5 A6.5 6.5 0 1 0 4 10.5 M15.5 15.5 L20.5 20.5 M7.5 10.5 H13.5 M10.5 7.5 V13.5",
        "contrast": "M3.5 12 A8.5 8.5 0 1 0 20.5 12 A8.5 8.5 0 1 0 3.5 12 M12 3.5 V20.5 M15 6 V18 M18 8.5 V15.5",
        "lower": "M12 4 V16 M7 11 L12 16 L17 11 M4 20 H20",
        "higher": "M12 20 V8 M7 13 L12 8 L17 13 M4 4 H20",
        "info": "M3.5 12 A8.5 8.5 0 1 0 20.5 12 A8.5 8.5 0 1 0 3.5 12 M12 11 V16.5 M12 7.6 V7.7",
        "warning": "M12 4 L21 19.5 H3 Z M12 10 V14 M12 16.8 V16.9",
        "shield": "M12 3.5 L19.5 6 V11.5 C19.5 16 16.5 19 12 20.8 C7.5 19 4.5 16 4.5 11.5 V6 Z M8.5 12 L11.2 14.7 L15.8 9.8",
        "card": "M3 6 H21 V18 H3 Z M6 10 H10 V13.5 H6 Z M13.5 10.5 H18 M13.5 14 H17",
        "sheet": "M6 3.5 H15 L18.5 7 V20.5 H6 Z M15 3.5 V7 H18.5 M9 11 H15.5 M9 14 H15.5 M9 17 H13",
        "coin": "M3.5 12 A8.5 8.5 0 1 0 20.5 12 A8.5 8.5 0 1 0 3.5 12 M7.5 9 L9.5 15 L12 9.5 L14.5 15 L16.5 9 M7 12 H17",
        "receipt": "M6 3.5 H18 V20.5 L15 18.5 L12 20.5 L9 18.5 L6 20.5 Z M9 8 H15 M9 11.5 H15 M9 15 H12.5",
        "pin": "M12 21 C8 16.5 5.5 13.2 5.5 10 A6.5 6.5 0 0 1 18.5 10 C18.5 13.2 16 16.5 12 21 M9.6 10 A2.4 2.4 0 1 0 14.4 10 A2.4 2.4 0 1 0 9.6 10",
        "clock": "M3.5 12 A8.5 8.5 0 1 0 20.5 12 A8.5 8.5 0 1 0 3.5 12 M12 7 V12 L15.5 14",
        "people": "M6 8 A3 3 0 1 0 12 8 A3 3 0 1 0 6 8 M3 19 C3 15 5.5 13.5 9 13.5 C12.5 13.5 15 15 15 19 M15 5.3 A3 3 0 0 1 15 10.7 M17.5 14 C19.8 14.8 21 16.5 21 19",
        "person": "M8.5 8 A3.5 3.5 0 1 0 15.5 8 A3.5 3.5 0 1 0 8.5 8 M5 20 C5 15.5 8 13.8 12 13.8 C16 13.8 19 15.5 19 20",
        "parcel": "M3.5 7 L9 4 L15 7 L20.5 4 V17 L15 20 L9 17 L3.5 20 Z M9 4 V17 M15 7 V20",
        "forest": "M8.5 4 L13 11 H10.5 L14.5 17 H2.5 L6.5 11 H4 Z M8.5 17 V20.5 M15.5 9 L21.5 17 H17 M17.5 17 V20.5",
        "price": "M4 4 H12 L20.5 12.5 L12.5 20.5 L4 12 Z M8 8 V8.1 M10 13.5 L13.5 10",
        "plan": "M4 4 H20 V20 H4 Z M4 10 H11 M11 4 V14 M11 14 H20 M15 14 V20",
        "building": "M5 20.5 V4 H15 V20.5 M15 9 H19.5 V20.5 M3 20.5 H21 M8 8 H9 M11.5 8 H12.5 M8 12 H9 M11.5 12 H12.5 M8 16 H9 M11.5 16 H12.5",
        "car": "M3.5 16.5 V12.5 L5.5 11.5 L7.5 6.5 H16.5 L18.5 11.5 L20.5 12.5 V16.5 Z M5.5 11.5 H18.5 M6.5 16.5 V19 M17.5 16.5 V19 M7 14 H8 M16 14 H17",
        "machine": "M3 15 H13 V18 A2 2 0 0 1 11 20 H5 A2 2 0 0 1 3 18 Z M5 15 V9 H10 V15 M10 12 L15 5 L20 10 M18 10 H21.5 L20.5 14 L17.5 13 Z",
        "tax": "M6 3.5 H18 V20.5 H6 Z M9 8 H15 M9 12 H10 M14 12 H15 M9 16 H10 M14 16 H15",
        "farm": "M12 20.5 V9 M12 13 C7.5 13 5.5 10.5 5.5 6.5 C9.5 6.5 12 8.5 12 13 M12 11 C12 7 14.5 5 18.5 5 C18.5 9 16.5 11 12 11 M5 20.5 H19",
        "medal": "M7 14.5 A5 5 0 1 0 17 14.5 A5 5 0 1 0 7 14.5 M9.5 10 L7 3.5 H17 L14.5 10 M10 14.5 L11.5 16 L14.3 13",
        "heart": "M12 20 C6 15.5 3.5 12.5 3.5 9 A4.3 4.3 0 0 1 12 7.5 A4.3 4.3 0 0 1 20.5 9 C20.5 12.5 18 15.5 12 20",
        "medical": "M9.5 4 H14.5 V9.5 H20 V14.5 H14.5 V20 H9.5 V14.5 H4 V9.5 H9.5 Z",
        "access": "M10.3 4.8 A1.7 1.7 0 1 0 13.7 4.8 A1.7 1.7 0 1 0 10.3 4.8 M12 9 V14 H16.5 L19 19.5 M12 11 H16 M9.5 11.2 A5 5 0 1 0 15.2 18"
    })

    readonly property var kinds: ({
        "resident-register": "people",
        "resident-abstract": "person",
        "land-register": "parcel",
        "forest-register": "forest",
        "land-price": "price",
        "land-use-plan": "plan",
        "building-register": "building",
        "vehicle-register": "car",
        "machinery-register": "machine",
        "local-tax": "tax",
        "farmland-register": "farm",
        "military-service": "medal",
        "basic-livelihood": "heart",
        "medical-aid": "medical",
        "disability": "access"
    })

    readonly property var matters: ({
        "application": "clock",
        "leaving": "edit",
        "ticket": "check"
    })

    // An SVG picture of these shapes on a square grid, as the address of an image of this size.
    function drawing(shapes: string, grid: int, size: real): string {
        const px = Math.round(size);
        return "image://drawing/" + encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" width="${px}" height="${px}" viewBox="0 0 ${grid} ${grid}">${shapes}</svg>`);
    }
}
