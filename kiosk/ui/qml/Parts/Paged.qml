pragma ComponentBehavior: Bound
import QtQuick

// What may be higher than its place: shown in pages that are turned, never scrolled. A page ends between two things; a text that is
// higher than a page alone ends between two of its lines.
Item {
    id: paged

    default property alias content: column.data
    property int page: 0
    property var starts: [0]
    property var ends: [1e6]
    readonly property int count: starts.length
    readonly property real natural: column.childrenRect.height

    clip: true

    onHeightChanged: later.restart()
    onNaturalChanged: later.restart()

    // Not while bindings are still being worked out, as Qt.callLater would: it also calls what is being taken down.
    Timer {
        id: later
        interval: 0
        onTriggered: paged.settle()
    }
    onCountChanged: page = Math.max(0, Math.min(page, count - 1))

    function turn(by: int): void {
        page = Math.max(0, Math.min(count - 1, page + by));
    }

    // The page that this lies on is shown.
    function show(item: Item): void {
        const y = item.mapToItem(column, 0, item.height / 2).y;
        for (let each = 0; each < count; each++) {
            if (y >= starts[each] && y < ends[each])
                page = each;
        }
    }

    // Places are final: before the next frame, not with it.
    function settle(): void {
        settled(column);
        count_();
    }

    function settled(item: Item): void {
        for (const child of item.children) {
            if (child.visible)
                settled(child);
        }
        if ("forceLayout" in item)
            (item as Column ?? item as Flow ?? item as Grid ?? item as Row)?.forceLayout();
    }

    // What is shown whole: [top, bottom, height of a line where it may end between lines, does it stay with what follows?]
    function atoms(item: Item, into: var): var {
        for (const child of item.children) {
            if (!child.visible || child.height <= 0 || child.width <= 0)
                continue;
            const written = "lineCount" in child;
            if (written || "spoken" in child || child.children.length === 0 || child.whole === true) {
                const top = child.mapToItem(column, 0, 0).y;
                into.push([top, top + child.height, written ? child.height / Math.max(1, child.lineCount) : 0, child.leads === true]);
            } else {
                atoms(child, into);
            }
        }
        return into;
    }

    function count_(): void {
        if (height <= 0)
            return;
        const found = natural <= height + 1 ? [] : atoms(column, []).sort((a, b) => a[0] - b[0]);
        const begins = [0], stops = [];
        while (found.length > 0 && natural - begins[begins.length - 1] > height + 1 && begins.length < 100) {
            const from = begins[begins.length - 1];
            let end = from + height;
            for (let moved = true; moved;) {
                moved = false;
                for (const [top, bottom, line, leads] of found) {
                    const cut = top < end - 1 && bottom > end + 1;
                    const left = leads && top > from + height * 0.2 && top < end - 1 && bottom <= end + 1 && !found.some(other => other[0] >= bottom - 1 && other[0] < end - 1);
                    if ((cut || left) && top > from + 1) {
                        end = top;
                        moved = true;
                    } else if (cut && line > 0 && end > from + line) {
                        const whole = top + Math.floor((end - top) / line + 0.01) * line;
                        if (whole < end - 1) {
                            end = whole;
                            moved = true;
                        }
                    }
                }
            }
            stops.push(end);
            const next = found.filter(each => each[1] > end + 1).map(each => Math.max(end, each[0]));
            begins.push(next.length > 0 ? Math.min(...next) : end);
        }
        stops.push(1e6); // the last page has no end of its own
        if (JSON.stringify([begins, stops]) !== JSON.stringify([starts, ends])) {
            ends = stops;
            starts = begins;
        }
    }

    Item {
        id: frame
        width: paged.width
        height: Math.min(paged.height, (paged.ends[paged.page] ?? 0) - (paged.starts[paged.page] ?? 0))
        clip: true

        Item {
            id: column
            width: paged.width
            height: childrenRect.height
            y: -(paged.starts[paged.page] ?? 0)
        }
    }
}
