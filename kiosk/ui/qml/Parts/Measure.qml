import QtQuick

// How wide bold words of the language's face are.
FontMetrics {
    font.family: Theme.family
    font.weight: Font.Bold

    // A call is not made anew when the font changes: with its height what is worked out from it is.
    function advance(text: string): real {
        return height > 0 ? advanceWidth(text) : 0;
    }
}
