/// The GS1 application identifiers: format, separators, and which need or bar each other.
///
/// Source: GS1 General Specifications, sections 3 (formats), 4.13 (invalid pairs and mandatory
/// associations) and 7.8 (separators), as restated in the GS1 Barcode Syntax Dictionary in January
/// 2026. Digital Link keys, qualifiers and attributes: GS1 Digital Link Standard, URI Syntax.
enum AITable {
    static let rows: [ApplicationIdentifier] =
        items + dates + variants + measures + amounts + parties + transport + processes + people
        + assets + internals

    // MARK: The groups that rows refer to

    /// A trade item in any of its forms.
    private static let item = ["01", "02", "8006", "8026"]
    /// The same, with an item made to order.
    private static let anyItem = ["01", "02", "03", "8006", "8026"]
    private static let unitOrContent = ["01", "02"]
    private static let unitContentOrOrder = ["01", "02", "03"]
    private static let unitOrPiece = ["01", "03", "8006"]
    private static let unitOrLogistic = ["00", "01"]
    private static let logistic = ["00"]
    private static let variableMeasure = ["30", "31nn", "32nn", "35nn", "36nn"]
    private static let service = ["8017", "8018"]

    // MARK: Rows

    private typealias Row = ApplicationIdentifier

    private static let items: [ApplicationIdentifier] = [
        Row("00", [.n(18, .checkDigit)], predefined: true, key: [[]]),
        Row(
            "01", [.n(14, .checkDigit)], predefined: true, bars: ["255", "37"],
            key: [["22", "10", "21"], ["235"]]),
        Row(
            "02", [.n(14, .checkDigit)], predefined: true, needs: [["37"]], bars: ["01", "03"]),
        Row(
            "03", [.n(14, .checkDigit)], predefined: true, bars: ["01", "02", "37", "235"],
            attribute: false),
        Row("10", [.x(upTo: 20)], needs: [anyItem]),
    ]

    private static let dates: [ApplicationIdentifier] = [
        Row("11", [.n(6, .dateOrMonth)], predefined: true, needs: [anyItem]),
        Row("12", [.n(6, .dateOrMonth)], predefined: true, needs: [["8020"]]),
        Row("13", [.n(6, .dateOrMonth)], predefined: true, needs: [anyItem]),
        Row("15", [.n(6, .dateOrMonth)], predefined: true, needs: [anyItem]),
        Row("16", [.n(6, .dateOrMonth)], predefined: true, needs: [anyItem]),
        Row("17", [.n(6, .dateOrMonth)], predefined: true, needs: [anyItem + ["255"]]),
    ]

    private static let variants: [ApplicationIdentifier] = [
        Row("20", [.n(2)], predefined: true, needs: [anyItem]),
        Row(
            "21", [.x(upTo: 20)], needs: [["01", "03", "8006"]], bars: ["235"], attribute: false),
        Row("22", [.x(upTo: 20)], needs: [["01"]], attribute: false),
        Row("235", [.x(upTo: 28)], needs: [["01"]], attribute: false),
        Row("240", [.x(upTo: 30)], needs: [anyItem]),
        Row("241", [.x(upTo: 30)], needs: [anyItem]),
        Row("242", [.n(upTo: 6)], needs: [item]),
        Row("243", [.x(upTo: 20)], needs: [["01", "03"]]),
        Row("250", [.x(upTo: 30)], needs: [unitOrPiece, ["21"]]),
        Row("251", [.x(upTo: 30)], needs: [unitOrPiece]),
        Row("253", [.n(13, .checkDigit), .x(upTo: 17).optional], key: [[]]),
        Row("254", [.x(upTo: 20)], needs: [["414"]], attribute: false),
        Row(
            "255", [.n(13, .checkDigit), .n(upTo: 12).optional],
            bars: ["01", "02", "415", "8006", "8020", "8026"], key: [[]]),
        Row("30", [.n(upTo: 8)], needs: [unitOrContent]),
        Row("37", [.n(upTo: 8)], needs: [["00+02", "00+8026"]]),
    ]

    /// Measures of six digits; the last digit of the identifier is the number of decimals.
    private static let measures: [ApplicationIdentifier] =
        [310, 311, 312, 313, 314, 315, 316].map { measure($0, unitOrContent) }
        + (320...329).map { measure($0, unitOrContent) }
        + (330...336).map { measure($0, unitOrLogistic) }
        + [measure(337, ["01"])]
        + (340...349).map { measure($0, unitOrLogistic) }
        + [350, 351, 352].map { measure($0, unitOrContent) }
        + [353, 354, 355].map { measure($0, unitOrLogistic) }
        + [356, 357, 360, 361].map { measure($0, unitOrContent) }
        + [362, 363].map { measure($0, unitOrLogistic) }
        + [364, 365, 366].map { measure($0, unitOrContent) }
        + [367, 368, 369].map { measure($0, unitOrLogistic) }

    private static func measure(_ family: Int, _ needs: [String]) -> ApplicationIdentifier {
        Row(
            "\(family)", last: 0...5, [.n(6)], predefined: true, needs: [needs],
            bars: ["\(family)n"])
    }

    private static let amounts: [ApplicationIdentifier] = [
        Row(
            "390", last: 0...9, [.n(upTo: 15)], needs: [["255", "8020"]],
            bars: ["390n", "391n", "394n", "8111"]),
        Row("391", last: 0...9, [.n(3), .n(upTo: 15)], needs: [["8020"]], bars: ["391n"]),
        Row(
            "392", last: 0...9, [.n(upTo: 15)], needs: [["01"], variableMeasure],
            bars: ["392n", "393n"]),
        Row("393", last: 0...9, [.n(3), .n(upTo: 15)], needs: [variableMeasure], bars: ["393n"]),
        Row("394", last: 0...3, [.n(4)], needs: [["255"]], bars: ["394n", "8111"]),
        Row(
            "395", last: 0...5, [.n(6)], needs: [variableMeasure],
            bars: ["392n", "393n", "395n", "8005"]),
    ]

    private static let parties: [ApplicationIdentifier] = [
        Row("400", [.x(upTo: 30)]),
        Row("401", [.x(upTo: 30, .companyPrefix)], key: [[]]),
        Row("402", [.n(17, .checkDigit)], key: [[]]),
        Row("403", [.x(upTo: 30)], needs: [logistic]),
        Row("410", [.n(13, .checkDigit)], predefined: true),
        Row("411", [.n(13, .checkDigit)], predefined: true),
        Row("412", [.n(13, .checkDigit)], predefined: true),
        Row("413", [.n(13, .checkDigit)], predefined: true),
        Row("414", [.n(13, .checkDigit)], predefined: true, key: [["254"], ["7040"]]),
        Row("415", [.n(13, .checkDigit)], predefined: true, needs: [["8020"]], key: [["8020"]]),
        Row("416", [.n(13, .checkDigit)], predefined: true),
        Row("417", [.n(13, .checkDigit)], predefined: true, key: [["7040"]]),
        Row("420", [.x(upTo: 20)], bars: ["421"]),
        Row("421", [.n(3), .x(upTo: 9)], bars: ["4307"]),
        Row("422", [.n(3)], needs: [anyItem], bars: ["426"]),
        Row("423", countries, needs: [unitContentOrOrder], bars: ["426"]),
        Row("424", [.n(3)], needs: [unitContentOrOrder], bars: ["426"]),
        Row("425", countries, needs: [unitContentOrOrder], bars: ["426"]),
        Row("426", [.n(3)], needs: [unitContentOrOrder]),
        Row("427", [.x(upTo: 3)], needs: [unitContentOrOrder, ["422"]]),
    ]

    /// One to five countries of three digits.
    private static let countries: [Component] = [
        .n(3), .n(3).optional, .n(3).optional, .n(3).optional, .n(3).optional,
    ]

    private static let transport: [ApplicationIdentifier] =
        shipTo("430", line2: "4302") + shipTo("431", line2: "4312") + [
            Row("4307", [.x(2, .countryLetters)], needs: [logistic]),
            Row("4308", [.x(upTo: 30)], needs: [logistic]),
            Row(
                "4309", [.n(10, .atMost(1_800_000_000)), .n(10, .atMost(3_600_000_000))],
                needs: [logistic]),
            Row("4317", [.x(2, .countryLetters)], needs: [logistic]),
            Row("4318", [.x(upTo: 20)], needs: [logistic]),
            Row("4319", [.x(upTo: 30)], needs: [logistic]),
            Row("4320", [.x(upTo: 35, .percentEncoded)], needs: [logistic]),
            Row("4321", [.n(1, .yesNo)], needs: [logistic]),
            Row("4322", [.n(1, .yesNo)], needs: [logistic]),
            Row("4323", [.n(1, .yesNo)], needs: [logistic]),
            Row("4324", [.n(6, .dateOrMonth), .n(4, .hourMinute)], needs: [logistic]),
            Row("4325", [.n(6, .dateOrMonth), .n(4, .hourMinute)], needs: [logistic]),
            Row("4326", [.n(6, .date)], needs: [logistic]),
            Row("4330", temperature, needs: [logistic], bars: ["4331"]),
            Row("4331", temperature, needs: [logistic], bars: ["4330"]),
            Row("4332", temperature, needs: [logistic], bars: ["4333"]),
            Row("4333", temperature, needs: [logistic], bars: ["4332"]),
        ]

    /// Company, name, two lines, suburb, locality and region of an address.
    private static func shipTo(_ family: String, line2: String) -> [ApplicationIdentifier] {
        [35, 35, 70, 70, 70, 70, 70].enumerated().map { place, length in
            Row(
                "\(family)\(place)", [.x(upTo: length, .percentEncoded)],
                needs: [place == 3 ? [line2] : logistic])
        }
    }

    /// Hundredths of a degree, then a minus sign below zero.
    private static let temperature: [Component] = [.n(6), .x(1, .hyphen).optional]

    private static let processes: [ApplicationIdentifier] = [
        Row("7001", [.n(13)], needs: [item]),
        Row("7002", [.x(upTo: 30)], needs: [unitOrContent]),
        Row("7003", [.n(6, .date), .n(4, .hourMinute)], needs: [unitContentOrOrder]),
        Row("7004", [.n(upTo: 4)], needs: [["01", "03"], ["10"]]),
        Row("7005", [.x(upTo: 12)], needs: [unitOrContent]),
        Row("7006", [.n(6, .date)], needs: [unitOrContent]),
        Row("7007", [.n(6, .date), .n(6, .date).optional], needs: [unitOrContent]),
        Row("7008", [.x(upTo: 3)], needs: [unitOrContent]),
        Row("7009", [.x(upTo: 10)], needs: [unitOrContent]),
        Row("7010", [.x(upTo: 2)], needs: [unitContentOrOrder]),
        Row("7011", [.n(6, .date), .n(4, .hourMinute).optional], needs: [unitContentOrOrder]),
        Row("7020", [.x(upTo: 20)], needs: [unitOrPiece, ["416"]]),
        Row("7021", [.x(upTo: 20)], needs: [unitOrPiece]),
        Row("7022", [.x(upTo: 20)], needs: [unitOrPiece, ["7021"]]),
        Row("7023", [.x(upTo: 30, .companyPrefix)]),
        Row("703", last: 0...9, [.n(3), .x(upTo: 27)], needs: [unitOrContent]),
        Row(
            "7040", [.n(1), .x(1), .x(1), .x(1, .importerIndex)], attribute: false),
        Row("7041", [.x(upTo: 4)], needs: [logistic], attribute: false),
        Row("71", last: 0...7, [.x(upTo: 20)], needs: [["01"]]),
        Row("723", last: 0...9, [.x(2), .x(upTo: 28)], needs: [["01", "8004"]]),
        Row("7240", [.x(upTo: 20)], needs: [["01", "8006"]], bars: ["03"]),
    ]

    private static let people: [ApplicationIdentifier] = [
        Row("7241", [.n(2, .mediaType)], needs: [service]),
        Row("7242", [.x(upTo: 25)], needs: [service]),
        Row("7250", [.n(8, .longDate)], needs: [["8018"]], bars: ["7251"]),
        Row("7251", [.n(8, .longDate), .n(4, .hourMinute)], needs: [["8018"]], bars: ["7250"]),
        Row("7252", [.n(1, .oneOf("0129"))], needs: [["8018"]]),
        Row("7253", [.x(upTo: 40, .percentEncoded)], needs: [service], bars: ["7256", "7259"]),
        Row("7254", [.x(upTo: 40, .percentEncoded)], needs: [service], bars: ["7256", "7259"]),
        Row("7255", [.x(upTo: 10)], needs: [service], bars: ["7256", "7259"]),
        Row("7256", [.x(upTo: 90, .percentEncoded)], needs: [service]),
        Row("7257", [.x(upTo: 70, .percentEncoded)], needs: [["8018"]]),
        Row("7258", [.x(3, .pieceSlashTotal)], needs: [["8018+7259"]]),
        Row("7259", [.x(upTo: 40, .percentEncoded)], needs: [["8018"]], bars: ["7256"]),
    ]

    private static let assets: [ApplicationIdentifier] = [
        Row(
            "8001",
            [.n(4, .nonZero), .n(5, .nonZero), .n(3, .nonZero), .n(1, .oneOf("019")), .n(1)],
            needs: [["01"]]),
        Row("8002", [.x(upTo: 20)]),
        Row("8003", [.n(1, .zero), .n(13, .checkDigit), .x(upTo: 16).optional], key: [[]]),
        Row("8004", [.x(upTo: 30, .companyPrefix)], key: [["7040"]]),
        Row("8005", [.n(6)], needs: [unitOrContent]),
        Row(
            "8006", [.n(14, .checkDigit), .n(4, .pieceOfTotal)], bars: ["01", "03", "37"],
            key: [["22", "10", "21"]]),
        Row("8007", [.x(upTo: 34, .iban)], needs: [["415"]]),
        Row(
            "8008",
            [.n(6, .date), .n(2, .hour), .n(2, .sixtieth).optional, .n(2, .sixtieth).optional],
            needs: [unitContentOrOrder]),
        Row("8009", [.x(upTo: 50)], needs: [["00", "01", "03"]]),
        Row("8010", [.y(upTo: 30, .companyPrefix)], key: [["8011"]]),
        Row("8011", [.n(upTo: 12, .noLeadingZero)], needs: [["8010"]], attribute: false),
        Row("8012", [.x(upTo: 20)], needs: [unitOrPiece]),
        Row("8013", [.x(upTo: 25, .companyPrefix, .checkPair)], key: [[]]),
        Row(
            "8014", [.x(upTo: 25, .companyPrefix, .hasNonDigit, .checkPair)], needs: [["01"]],
            attribute: false),
        Row("8017", [.n(18, .checkDigit)], bars: ["8018"], key: [["8019"]]),
        Row("8018", [.n(18, .checkDigit)], bars: ["8017"], key: [["8019"]]),
        Row("8019", [.n(upTo: 10)], needs: [service], attribute: false),
        Row("8020", [.x(upTo: 25)], needs: [["415"]], attribute: false),
        Row(
            "8026", [.n(14, .checkDigit), .n(4, .pieceOfTotal)], needs: [["37"]],
            bars: ["02", "03", "8006"]),
        Row(
            "8030", [.z(upTo: 90, .padding)],
            needs: [
                [
                    "00", "01+21", "03+21", "253", "255", "8003", "8004", "8006+21", "8010+8011",
                    "8017", "8018",
                ]
            ]),
        Row("8040", [.n(15)], needs: [["01"], ["21"]], attribute: false),
        Row("8041", [.n(15)], needs: [["01"], ["21"], ["8040"]], attribute: false),
        Row("8042", [.n(32)], needs: [["01"], ["21"], ["8040"]], attribute: false),
        Row(
            "8043", [.n(18), .n(upTo: 2).optional], needs: [["01"], ["21"], ["8040"]],
            attribute: false),
        Row("8110", [.x(upTo: 70)]),
        Row("8111", [.n(4)], needs: [["255"]]),
        Row("8112", [.x(upTo: 70)]),
        Row("8200", [.x(upTo: 70)], needs: [["01"]], attribute: false),
    ]

    /// Agreed between trading partners, or inside a company.
    private static let internals: [ApplicationIdentifier] = [
        Row("90", [.x(upTo: 30)]),
        Row("9", last: 1...9, [.x(upTo: 90)]),
    ]
}
