import QtQuick

// The machine's own mark: the ridges of Chiaksan, the sun over them and the river below.
Image {
    property real size: 72
    readonly property color sun: Theme.high ? Theme.primaryInk : Theme.accent

    width: size
    height: size
    source: Icons.drawing(`<rect width="48" height="48" rx="14" fill="${Theme.primary}"/>
        <circle cx="33" cy="16" r="7" fill="${sun}"/>
        <path d="M6 36 L17 18 Q19 15.5 21 18 L26.5 26.5 L29 23 Q31 20.8 33 23 L42 36 Q37 41 24 41 Q11 41 6 36 Z" fill="${Theme.primaryInk}"/>
        <path d="M9 36 C15 31 20 36 25 33.5 C31 30.5 35 34 40 35" fill="none" stroke="${Theme.primary}" stroke-width="2.4" stroke-linecap="round"/>`, 48, size)
}
