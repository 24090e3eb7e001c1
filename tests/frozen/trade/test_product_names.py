"""Readable names of products, checked by hand against the tariff schedule."""

from analysis.data import load
from analysis.language import using
from analysis.trade.product_names import names

BY_HAND = {
    "6404119050": "Sports footwear, textile upper, over $12 a pair, women's",
    "6404119020": "Sports footwear, textile upper, over $12 a pair, men's",
    "6403996040": "Footwear, leather upper, men's and boys'",
    "6403999065": "Footwear, leather upper, over $2.50 a pair, women's",
    "6402197031": "Footwear, rubber or plastic upper, $6.50 to $12 a pair, men's",
    "8501102000": "Motors of an output not exceeding 37.5 W, synchronous, up to $4 each",
    "9507304000": "Fishing reels, $2.70 to $8.45 each",
    "2208408000": "Rum, over 69¢ a proof liter",
    "6402999005": "Tennis shoes, basketball shoes, gym shoes, training shoes, rubber or plastic upper",
    "8471300100": "Portable computers, weighing not more than 10 kg",
    "8517130000": "Smartphones",
    "8517620090": "Machines that send and receive voice, images or data, other kinds",
    "8517620020": "Switching and routing apparatus",
    "8473301140": "Memory modules, parts of computers",
    "8473301180": "Printed circuit assemblies, parts of computers",
    "8471704065": "Hard magnetic disk drive units",
    "8523510000": "Solid-state non-volatile storage devices",
    "8528520000": "Monitors, for computers",
    "8443310000": "Printers that also copy or fax",
    "8541430010": "Crystalline silicon photovoltaic cells",
    "8507600010": "Lithium-ion batteries, for electric vehicles",
    "8518302000": "Headphones and earphones, other kinds",
    "8525893000": "Television cameras",
    "9504500000": "Video game consoles and machines",
    "9403608081": "Wooden furniture",
    "9403509045": "Wooden beds",
    "9403509080": "Wooden bedroom furniture, other kinds",
    "9401616011": "Seats, with wooden frames, upholstered, household",
    "0801320000": "Cashew nuts, fresh or dried, shelled",
    "0306170041": "Shrimps and prawns, farmed",
    "6105202010": "Men's shirts, knitted or crocheted, of man-made fibers",
    "8429521010": "Backhoes, shovels, clamshells and draglines, hydraulic",
    "9503000071": "Toys, under 3 years of age",
    "6403919045": "Footwear, leather upper, covering the ankle, for other persons, women's",
    "6201407000": "Men's or boys' overcoats, carcoats, capes, cloaks, anoraks, of man-made fibers, water resistant",
    "0904110020": "Pepper of the genus Piper, neither crushed nor ground, black",
    "0102294054": "Live bovine animals, male",
    "2711140020": "Propylene",
    "8450200040": "Household- or laundry-type washing machines, of a dry linen capacity exceeding 10 kg, top loading",
    "390410": "Poly(vinyl chloride), not mixed with any other substances",
    "6110202079": "Sweaters, pullovers, sweatshirts, waistcoats, of cotton, women's and girls'",
    "6204628018": "Women's trousers and breeches cotton not knit",
    "6302600020": "Towels except dish of terry toweling fabric",
    "4202221500": "Handbags, with outer surface of plastic sheeting",
    "4011201015": "New pneumatic tires, of rubber, for buses or trucks, radial",
    "8703230140": "Passenger cars, 1,500 to 3,000 cc",
    "8703800060": "Passenger cars, electric only, new",
    "8708998180": "Parts of motor vehicles, other kinds",
    "8504409570": "Inverters",
    "2709001000": "Crude petroleum, testing under 25 degrees A.P.I.",
    "7210610000": "Flat-rolled products of iron or nonalloy steel, plated or coated with aluminum-zinc alloys",
    "440399": "Wood in the rough, other kinds",
    # groups of subheadings that the schedule prints without a number
    "6204628011": "Trousers, overalls, breeches and shorts, of cotton, blue denim, women's",
    "6107210020": "Nightshirts and pajamas, knitted or crocheted, of cotton, boys'",
    "4202321000": "Articles for pocket or handbag, with outer surface of sheeting of plastics or of textile materials, "
    "of reinforced or laminated plastics",
    "8528726460": "Television sets, color, over 113 cm",
    "9018390050": "Syringes, needles, catheters and cannulae, other kinds",
    "080211": "Almonds, in shell",
    # parts
    "8541900000": "Parts of semiconductor devices",
    "8443995015": "Parts of printing machinery and printers, copying machines, other kinds",
    "8517790000": "Parts of telephone sets, other kinds",
    # texts that name nothing by themselves, and what the Census Bureau knows of "Other"
    "8471490000": "Computers, entered in the form of systems",
    "8536200020": "Automatic circuit breakers, molded case",
    "8704230100": "Trucks, diesel only, gross weight over 20 metric tons",
    "8703600020": "Plug-in hybrid passenger cars, having engines with not more than 4 cylinders",
    "4011101060": "New pneumatic tires, of rubber, for motor cars, radial, having a rim diameter of 43.18 to 45.72 cm",
    "3004909202": "Antivirals, in doses or packaged for retail",
    "280461": "Silicon, at least 99.99% pure",
    "720449": "Ferrous waste and scrap, other kinds",
    "271112": "Propane",
    "854231": "Processors and controllers",
    "851713": "Smartphones",
    "520100": "Cotton, not carded or combed",
    "880000": "Civilian aircraft, engines, equipment, and parts",
}


def test_a_name_says_what_the_line_holds() -> None:
    assert names(BY_HAND) == BY_HAND


def test_no_name_of_a_large_product_holds_an_abbreviation_or_names_nothing() -> None:
    """The statistics write "SPRT FTWEAR TXTLE UPPER VAL GT $12/PR"; the schedule's lowest text may say "Machines"."""
    imports = load("imports_by_hts10_2024")
    for partner in ("VNM", "CHN", "THA", "MEX"):
        own = imports[imports["partner"] == partner].nlargest(100, "imports_for_consumption_usd")
        for code, name in names(own["hts10"]).items():
            assert name[0].isupper() or name[0].isdigit(), code
            assert "  " not in name, code
            assert name.lower() not in {"parts", "units", "machines", "articles", "sets", "apparatus", "vehicles"}, code
            assert name.split()[-1] not in {"of", "or", "and", "for", "with", "not", "in"}, (code, name)
            assert not {"NESOI", "GT", "LT", "PTS", "EXC", "W/"} & set(name.upper().split()), (code, name)


def test_vietnamese_names_are_of_the_official_nomenclature() -> None:
    said = {  # read off the wording of 2022, heading and subheading
        "8517130000": "Điện thoại thông minh",
        "9403509080": "Đồ nội thất bằng gỗ loại sử dụng trong phòng ngủ",
        "611020": "Áo bó, áo chui đầu, áo cardigan, gi-lê, từ bông",
        "0801320000": "Hạt điều, đã bóc vỏ",
        "090111": "Cà phê, chưa rang, chưa khử chất caffeine",
        "9503000073": "Đồ chơi",
        "420222": "Túi xách tay, mặt ngoài bằng tấm plastic hoặc vật liệu dệt",
        "850990": "Thiết bị cơ điện gia dụng có động cơ điện gắn liền, bộ phận",
    }
    with using("vi"):
        assert names(said) == said
    schedule, official = load("hts_schedule_2026")["hts"], load("hs_names_vi")["hs"]
    headings = {code[:4] for code in schedule if code < "98"}
    assert headings == {code for code in official if len(code) == 4}
    assert set(official[official.str.len() == 6]) <= {code[:6] for code in schedule}
