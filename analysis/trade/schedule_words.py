"""Patterns of the tariff schedule's language: what is said in plain words, cut, or names nothing by itself."""

import re

_PRICE = r"(\$[\d.,]*\d|[\d.]+(?:¢| cents))"
PLAIN = {
    r"automatic data processing machines and units thereof": "computers and their units",
    r"capable of directly connecting to and designed for use with an automatic data processing machine": (
        "for computers"
    ),
    r"automatic data processing machine": "computer",
    r"an computer": "a computer",
    r"machines which perform two or more of the functions of printing, copying or facsimile transmission": (
        "printers that also copy or fax"
    ),
    r"of a kind used as the primary source of electrical power for electrically powered vehicles": (
        "for electric vehicles"
    ),
    r"the machines of heading 8471|machines of heading 8471": "computers",
    r"machines for the reception, conversion and transmission or regeneration of voice, images or other data": (
        "machines that send and receive voice, images or data"
    ),
    r"medicaments": "medicines",
    r"^containing by weight .*not less than (9[\d.]+) percent of (\w+)$": r"\2, at least \1% pure",
    r"tricycles, scooters, pedal cars and similar wheeled toys": "toys",
    r"the motor vehicles of headings 8701 to 8705": "motor vehicles",
    r"motor cars and other motor vehicles principally designed for the transport of persons": "passenger cars",
    r"motor vehicles for the transport of goods": "trucks",
    r"other vehicles, with only electric motors for propulsion": "passenger cars, electric only",
    r"other vehicles, with both .* electric motor as motors for propulsion, other than those capable of .*": (
        "hybrid passenger cars"
    ),
    r"other vehicles, with both .* electric motor as motors for propulsion, capable of .*": (
        "plug-in hybrid passenger cars"
    ),
    r"compression-ignition internal combustion piston engines?": "diesel engines",
    r"with only diesel engines": "diesel only",
    r"with only spark-ignition internal combustion piston engines?": "gasoline only",
    r"of a cylinder capacity exceeding ([\d,]+) cc but not exceeding ([\d,]+) cc": r"\1 to \2 cc",
    r"of a cylinder capacity exceeding ([\d,]+) cc": r"over \1 cc",
    r"g\.v\.w\. exceeding ([\d.,]+) (metric tons|kg) but not exceeding ([\d.,]+) .*": r"gross weight \1 to \3 \2",
    r"g\.v\.w\. not exceeding ([\d.,]+) (metric tons|kg)": r"gross weight up to \1 \2",
    r"g\.v\.w\. exceeding ([\d.,]+) (metric tons|kg)": r"gross weight over \1 \2",
    rf"valued not over {_PRICE} each": r"up to \1 each",
    rf"valued over {_PRICE} but not over {_PRICE} each": r"\1 to \2 each",
    rf"valued over {_PRICE} each": r"over \1 each",
    rf"valued not over {_PRICE}(?:/| per )((?:proof )?\w+).*": r"up to \1 a \2",
    rf"valued over {_PRICE} but not over {_PRICE}(?:/| per )((?:proof )?\w+).*": r"\1 to \2 a \3",
    rf"valued over {_PRICE}(?:/| per )((?:proof )?\w+).*": r"over \1 a \2",
    r"^if entered .*": "",
    r"(?:greater than|(?:with )?(?<!not )more than|(?<!not )exceeding) ([\d.,]+)(?: \w+)?"
    r" but not (?:more than|exceeding) ([\d.,]+ \w+)": r"of \1 to \2",
    r"^of (?=\d)": "",
    r"for the manufacture of semiconductor boules.*": "for making semiconductors or flat panel displays",
    r"preparations of the chemical or allied industries": "preparations",
    r"used in medical, surgical, dental or veterinary sciences": "for medical, dental or veterinary use",
    r"prepared binders for foundry molds or cores; ": "",
    r"waters, including .* other nonalcoholic beverages": "sweetened waters and other nonalcoholic beverages",
    r"of a kind designed to be fixed to a window, wall, ceiling or floor.*": "for windows, walls, ceilings or floors",
    r"top loading": "top loading",
    r"machines, each of": "of",
    r"^not exceeding ": "up to ",
    r"^exceeding ": "over ",
    r"for men, youths and boys": "men's and boys'",
    r"^for men$": "men's",
    r"^for women$": "women's",
    r"of a kind used (?:in|on|for|with) ": "for ",
    r"containing (\d+) percent or more by weight of ": r"\1% or more ",
    r"products of the united states when returned.*": "US goods returned",
    r"parts and accessories": "parts",
    r"parts suitable for use solely or principally with the engines of heading 8407 or 8408": "parts of piston engines",
    r"printing machinery used for printing by means of plates, .* of heading 8442; other printers": (
        "printing machinery and printers"
    ),
    r"reception apparatus for television": "television sets",
    r"of a kind normally carried in the pocket or in the handbag": "for pocket or handbag",
    r"^articles provided for in ((?:chapter|heading|subheading)s? .*)": r"of \1",
    r"^suitable for use solely or principally with ": "for ",
    r"of a kind used solely or principally (?:for|with|in) ": "for ",
    r"lightemitting": "light-emitting",
    r"wooden furniture for the (\w+)": r"wooden \1 furniture",
    r"petroleum oils and oils obtained from bituminous minerals, crude": "crude petroleum",
}
CUT = re.compile(
    r"[,;]? (?:whether or not|of which|including|other than|excluding|not elsewhere|not specified|not including"
    r"|having individual|of a kind described|described in|put up in|suitable for|consisting of|of headings?"
    r"|of subheadings?|capable of|with outer|which|provided for|of the species|parts? thereof"
    r"|(?:solely or )?principally|or made up|and (?:other )?similar(?! bags)|and the like|, of leather or of"
    r"|and sets)\b.*"
)
DANGLING = re.compile(r"(?:,? (?:and|or|with|of|for|in|by|not))+$")
QUALIFIER = re.compile(
    r"(?:of|with|for|valued|containing|over|up to|not|having|capable|to be|testing|in|put|weighing|measuring|gross"
    r"|assembled|upholstered|radial|new|used|shelled|printed(?! circuit)|dyed|men's|women's|\d+|\$"
    r"|diesel only"
    r"|blue denim|household|frozen|fresh|dried|light truck|color|fitted|farmed|wild|painted|plated|welded"
    r"|spark-ignition|hydraulic|at least|less than|under|if|each|suitable|incorporating|covering|comprising|designed"
    r"|using|imported|otherwise|longitudinally|electrically|mechanically|numerically|water resistant|certified organic"
    r"|count size|unworked|cut but not|threaded|seamless|structured|turbofan powered|(?:top|front) loading"
    r"|combined with|cuts and offal|full grains|hollow profiles"
    r"|cathodes|unwrought forms|entered|grade|molded|gasoline only"
    r"|coin operated|neither|self-contained|wheel-type"
    r"|linear acting|operated|powered|except|(?:non)?coniferous|(?:\w+ )+type$)\b"
    r"|\w+(?:ous|less|voltaic)(?:,|$)|(?:girls|boys)'"
)
VARIETY = re.compile(r"\w+s'|[\w-]*[^\Ws]")  # one word and no plural, which ten digits may add: "black", "girls'"
UPPERS = (
    (re.compile(r"uppers of textile"), "textile upper"),
    (re.compile(r"uppers of leather"), "leather upper"),
    (re.compile(r"uppers of rubber or plastics"), "rubber or plastic upper"),
)
FOR_WHOM = (
    (re.compile(r"\bW/G\b"), "women's and girls'"),
    (re.compile(r"\bM/B\b"), "men's and boys'"),
    (re.compile(r"\bWOMEN'?S?\b|\bWMN\b"), "women's"),
    (re.compile(r"\bMEN'?S?\b|\bME$"), "men's"),
    (re.compile(r"\bGIRL'?S'?(?!\w)"), "girls'"),
    (re.compile(r"\bBOY'?S'?(?!\w)"), "boys'"),
)
BARE = re.compile(  # words that are no name by themselves
    r"(?:(?:^|, | and )(?:parts|units|machines|machinery|equipment|apparatus|appliances|articles|sets|vehicles"
    r"|instruments))+|specially designed"
)
PARTS = re.compile(r"(?:PARTS?|PTS)\b")
