"""Makes public/fonts/inter.woff2 and src/render/diagram/advances.rs from InterVariable.woff2.

Usage: python3 make_font.py InterVariable.woff2   (from the repository's root; see README.md)
"""
import io, sys
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

RANGES = [(0x20, 0x7E), (0xA0, 0xFF)]
EXTRA = (
    "\u0131\u0152\u0153\u0160\u0161\u017D\u017E\u02C6\u02DC"
    "\u2009\u2010\u2011\u2013\u2014\u2018\u2019\u201A\u201C\u201D\u201E\u2020\u2022\u2026\u2030\u2032\u2033"
    "\u2039\u203A\u20AC\u2122\u2190\u2191\u2192\u2193\u2194\u21D2\u2200\u2206\u2208\u2211\u2212\u221E"
    "\u2248\u2260\u2264\u2265\u25CF\u2713\u2717"
)
codepoints = sorted({c for a, b in RANGES for c in range(a, b + 1)} | {ord(c) for c in EXTRA})

font = TTFont(sys.argv[1])
options = subset.Options()
options.layout_features = ["kern", "tnum", "ccmp", "mark"]
options.name_IDs = [0, 1, 2, 13]
options.hinting = False
options.notdef_outline = True
subsetter = subset.Subsetter(options)
subsetter.populate(unicodes=codepoints)
subsetter.subset(font)
# Diagrams and the page are set at text size: pin the optical size, keep 400 to 700 of the weights.
pins = {"wght": (400, 700)}
if any(axis.axisTag == "opsz" for axis in font["fvar"].axes):
    pins["opsz"] = 14
font = instancer.instantiateVariableFont(font, pins)
# Kerning that does not vary with the weight: a kilobyte less, and nobody sees the difference.
for lookup in font["GPOS"].table.LookupList.Lookup:
    for table in lookup.SubTable:
        table = getattr(table, "ExtSubTable", table)
        table.ValueFormat1 &= 0x0F
        table.ValueFormat2 &= 0x0F
        values = (
            [v for pairs in table.PairSet for r in pairs.PairValueRecord for v in (r.Value1, r.Value2)]
            if table.Format == 1
            else [v for c1 in table.Class1Record for c2 in c1.Class2Record for v in (c2.Value1, c2.Value2)]
        )
        for value in values:
            for device in ("XAdvDevice", "XPlaDevice", "YAdvDevice", "YPlaDevice"):
                if value is not None and hasattr(value, device):
                    delattr(value, device)

# Kerning among plain letters, digits and marks only: pairs with accented letters are rare in what is set
# in this font, and take a kilobyte.
cmap = font.getBestCmap()
plain = {cmap[c] for c in range(0x20, 0x7F)}
plain |= {cmap[ord(c)] for c in "\u2018\u2019\u201C\u201D\u2013\u2014\u2026"}

def keep_plain(table):
    if table.Format == 1:
        pairs = [(g, s) for g, s in zip(table.Coverage.glyphs, table.PairSet) if g in plain]
        table.Coverage.glyphs = [g for g, _ in pairs]
        table.PairSet = [s for _, s in pairs]
        for pair_set in table.PairSet:
            pair_set.PairValueRecord = [r for r in pair_set.PairValueRecord if r.SecondGlyph in plain]
        return
    table.Coverage.glyphs = [g for g in table.Coverage.glyphs if g in plain]
    for side in (table.ClassDef1, table.ClassDef2):
        side.classDefs = {g: number for g, number in side.classDefs.items() if g in plain}
    first = sorted({table.ClassDef1.classDefs.get(g, 0) for g in table.Coverage.glyphs} | {0})
    second = sorted(set(table.ClassDef2.classDefs.values()) | {0})
    records = [table.Class1Record[number] for number in first]
    for record in records:
        record.Class2Record = [record.Class2Record[number] for number in second]
    table.Class1Record, table.Class1Count, table.Class2Count = records, len(first), len(second)
    for side, numbers in ((table.ClassDef1, first), (table.ClassDef2, second)):
        side.classDefs = {g: numbers.index(number) for g, number in side.classDefs.items()}

for lookup in font["GPOS"].table.LookupList.Lookup:
    for table in lookup.SubTable:
        keep_plain(getattr(table, "ExtSubTable", table))

# Without what a browser works out itself: widths between the weights (from the outlines' variations), the
# names of styles in menus, and the classes of marks, of which there are none.
for table in ("HVAR", "STAT", "GDEF"):
    if table in font:
        del font[table]

font.flavor = "woff2"
font.save("public/fonts/inter.woff2")

def advances(weight):
    buffer = io.BytesIO()
    font.save(buffer)
    buffer.seek(0)
    instance = instancer.instantiateVariableFont(TTFont(buffer), {"wght": weight})
    cmap = instance.getBestCmap()
    return {c: instance["hmtx"][cmap[c]][0] for c in codepoints if c in cmap}

regular, bold = advances(400), advances(700)
assert len(regular) == len(bold)

def rows(values, per=12):
    return "".join(
        "    " + ", ".join(str(v) for v in values[i:i + per]) + ",\n" for i in range(0, len(values), per)
    )

def block(name, first, last, table, doc):
    values = [table.get(c, 0) for c in range(first, last + 1)]
    return f"/// {doc}\n#[rustfmt::skip]\npub const {name}: [u16; {len(values)}] = [\n{rows(values)}];\n"

other = [c for c in sorted(regular) if c > 0xFF]
out = (
    "//! Advance widths of `public/fonts/inter.woff2`, in font units. Generated by\n"
    "//! `content/fonts/make_font.py`; edit nothing here by hand.\n\n"
    f"/// Font units per em.\npub const UNITS_PER_EM: u16 = {font['head'].unitsPerEm};\n"
)
for weight, table in (("REGULAR", regular), ("BOLD", bold)):
    number = 400 if weight == "REGULAR" else 700
    out += block(f"{weight}_ASCII", 0x20, 0x7E, table, f"U+0020 to U+007E at weight {number}.")
    out += block(f"{weight}_LATIN1", 0xA0, 0xFF, table, f"U+00A0 to U+00FF at weight {number}.")
out += "/// Every other character of the font, sorted: (character, weight 400, weight 700).\n#[rustfmt::skip]\n"
out += f"pub const OTHER: [(char, u16, u16); {len(other)}] = [\n"
out += "".join(f"    ('\\u{{{c:04X}}}', {regular[c]}, {bold[c]}),\n" for c in other) + "];\n"
open("src/render/diagram/advances.rs", "w", encoding="utf-8").write(out)
print(len(regular), "characters; missing:", [hex(c) for c in codepoints if c not in regular])
