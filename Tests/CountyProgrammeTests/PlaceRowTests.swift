import CountyProgramme
import Identifiers
import Testing

/// Ledger rows about places and parties: each is asked of the pack with made-up sites, holders and
/// members, and fails when its own words are taken out of the pack.
struct PlaceRowTests {
    /// What carries a row in a pack.
    enum Carrier: Sendable {
        case kind(String)
        case count(String)
        case network(String)
        case post(String)
        case body(String)
        case duties
        case chain(String)
        case identity(String)
    }

    /// A row with its carriers, by pack, and the words or figures that are its own.
    struct Row: Sendable, CustomTestStringConvertible {
        let id: String
        let parts: [(pack: String, carrier: Carrier, words: [String])]

        init(_ id: String, _ parts: (String, Carrier, [String])...) {
            self.id = id
            self.parts = parts.map { (pack: $0.0, carrier: $0.1, words: $0.2) }
        }

        var testDescription: String { id }
    }

    @Test("A row holds with its own words in the pack, and not without them", arguments: rows)
    func row(_ row: Row) throws {
        for part in row.parts {
            // Sums and findings have no part in this.
            let files = try PlanPacks.files(part.pack).filter {
                !["structure.yaml", "decisions.yaml"].contains($0.name)
            }
            let pack = try ProgrammePack(id: part.pack, files: files)
            let check = PlaceRowCheck(pack: pack, row: row.id, words: part.words)
            #expect(try check.problems(of: part.carrier) == [])
            for word in part.words {
                let changed = files.map { file in
                    ["stations.yaml", "parties.yaml"].contains(file.name)
                        ? PackFile(name: file.name, text: file.text.replacing(word, with: "某事"))
                        : file
                }
                // A figure that is not there any more keeps the pack from being read at all.
                let other = try? ProgrammePack(id: part.pack, files: changed)
                let without = try other.map {
                    try PlaceRowCheck(pack: $0, row: row.id, words: part.words)
                        .problems(of: part.carrier)
                }
                #expect(without != [], "\(row.id) does not need \(word)")
            }
        }
    }
}

/// Asks one row of a pack.
struct PlaceRowCheck {
    let pack: ProgrammePack
    let row: String
    let words: [String]
    private let day = MadeUp.day
    private let span = DaySpan(from: MadeUp.early)

    init(pack: ProgrammePack, row: String, words: [String]) {
        self.pack = pack
        self.row = row
        self.words = words
    }

    func problems(of carrier: PlaceRowTests.Carrier) throws -> [String] {
        switch carrier {
        case .kind(let id): try kind(id)
        case .count(let id): try count(id)
        case .network(let id): try network(id)
        case .post(let id): try post(id)
        case .body(let id): body(id)
        case .duties: duties()
        case .chain(let id): try chain(id)
        case .identity(let id): identity(id)
        }
    }

    /// The words that are not among those met.
    private func lacking(_ met: [String]) -> [String] {
        words.filter { word in !met.contains { $0.contains(word) } }.map { "no \($0)" }
    }

    private func texts(_ list: [Stated<String>]) -> [String] { list.compactMap(\.value.value) }

    private func place(_ tier: DivisionCode.Level) throws -> DivisionCode {
        let code: DivisionCode? =
            switch tier {
            case .township: MadeUp.code(pack.county.code, 1)
            case .village: MadeUp.code(pack.county.code, 1, 1)
            default: DivisionCode(pack.county.code)
            }
        return try #require(code)
    }

    // MARK: Kinds

    private func site(
        _ kind: StationKind, area: Quantity?,
        without word: (StationKind.Aspect, String)? = nil
    ) throws -> Site {
        var seen = kind.asked.mapValues { Set(texts($0)) }
        if let word { seen[word.0]?.remove(word.1) }
        return Site(
            id: "站", kind: kind.id, place: try place(kind.tier), span: span, area: area, seen: seen)
    }

    private func kind(_ id: String) throws -> [String] {
        guard let kind = pack.stations.kind(id), kind.rows.contains(row) else { return ["no kind"] }
        func verdict(_ site: Site) throws -> SiteVerdict {
            try #require(pack.siteVerdicts(SiteBook([site]), on: day).first)
        }
        var problems = lacking(kind.area + kind.asked.values.flatMap(texts) + texts(kind.names))
        let large = Quantity("10000 ㎡")
        if try !verdict(site(kind, area: large)).isUpToStandard { problems.append("not good") }
        for (aspect, items) in kind.asked {
            for item in items {
                let site = try site(kind, area: large, without: (aspect, item.value.value ?? ""))
                if try verdict(site).shortfalls.map(\.lack) != [.missing(aspect, item)] {
                    problems.append("\(item.printed) is not missed")
                }
            }
        }
        let small = try verdict(site(kind, area: Quantity("1 ㎡"))).shortfalls
        if small.count != kind.area.count { problems.append("a small floor will do") }
        return problems
    }

    private func count(_ id: String) throws -> [String] {
        guard let target = pack.stations.counts.first(where: { $0.id == id }),
            target.rows.contains(row), let first = target.kinds.first,
            let kind = pack.stations.kind(first)
        else { return ["no count"] }
        let met =
            [target.figure] + target.kinds.flatMap { texts(pack.stations.kind($0)?.names ?? []) }
        guard let lower = pack.figures[target.figure]?.extent?.lower else {
            let answer = pack.stationCounts(SiteBook(), on: day).first { $0.target.id == id }
            return lacking(met) + (answer?.questions.isEmpty == false ? [] : ["nothing is asked"])
        }
        let wanted = Int(lower.quantity.value.numerator)
        let level = kind.tier == .village ? 1 : 0
        let places = (0..<wanted).compactMap { number in
            MadeUp.code(pack.county.code, number / 20 + 1, (number % 20 + 1) * level)
        }
        let sites = places.enumerated().map { index, place in
            Site(
                id: "站\(index)", kind: kind.id, place: place, span: span,
                origin: target.basis.value == .takenOver ? .network("旧") : .built, upgraded: day)
        }
        func isReached(_ sites: some Sequence<Site>) throws -> Bool? {
            try pack.stationCounts(SiteBook(Array(sites)), on: day)
                .first { $0.target.id == id }?.isReached
        }
        var problems = lacking(met)
        if try isReached(sites) != true { problems.append("\(wanted) are not enough") }
        if try isReached(sites.dropLast()) != false { problems.append("one less is enough") }
        return problems
    }

    private func network(_ id: String) throws -> [String] {
        guard let network = pack.stations.networks.first(where: { $0.id == id }),
            network.rows.contains(row)
        else { return ["no network"] }
        var problems = lacking(texts([network.name]) + [network.outlets].compactMap { $0 })
        let kinds = network.into.compactMap { pack.stations.kind($0) }
        let sites = try kinds.enumerated().map { index, kind in
            Site(
                id: "店\(index)", kind: kind.id, place: try place(kind.tier), span: span,
                origin: .network(id))
        }
        let state = pack.networks(try SiteBook(sites), on: day).first { $0.network.id == id }
        if state?.taken.count != kinds.count || state?.wrongKind.isEmpty != true {
            problems.append("not taken over")
        }
        let stated = network.outlets.flatMap { pack.figures[$0]?.extent?.figure.value }
        let left = try stated?.subtracting(Rational(kinds.count))
        if state?.left != left || (stated == nil) == (state?.questions.isEmpty == true) {
            problems.append("what is left is wrong")
        }
        return problems
    }

    // MARK: Parties

    private func post(_ id: String) throws -> [String] {
        guard let post = pack.post(id), post.rows.contains(row) else { return ["no post"] }
        let tree = MadeUp.tree(pack.county.code, townships: 2, villages: 2)
        let sites = try SiteBook(
            pack.stations.kinds.flatMap { MadeUp.sites($0, tree.places(on: $0.tier, at: day)) })
        let after = post.afterPhase == nil ? day : day.adding(months: 12)
        func state(_ appointments: [Appointment], on day: Day) throws -> PostState {
            try #require(
                pack.state(ofPost: id, appointments, on: day, tree: tree, sites: sites))
        }
        var problems = lacking(
            texts([post.name] + post.skills + post.tasks) + [post.count].compactMap { $0 })
        let seats = try state([], on: after).seats ?? []
        // Centres stand on the county's own code, which the made-up tree does not list.
        guard !seats.isEmpty else { return problems + ["no seats"] }
        let kind = post.holders.first ?? .firm
        let full = seats.map { seat in
            Appointment(
                post: id, seat: seat, holder: "人\(seat)", kind: kind, span: span,
                shown: Set(texts(post.skills)), paper: "合同")
        }
        if try state(full, on: after).isFilled != true { problems.append("never filled") }
        if try state(Array(full.dropFirst()), on: after).vacant != [seats[0]: 1] {
            problems.append("a vacancy is not seen")
        }
        if post.afterPhase != nil, try !state([], on: day).vacant.isEmpty {
            problems.append("asked for too early")
        }
        let bare = full.map {
            Appointment(post: id, seat: $0.seat, holder: $0.holder, kind: kind, span: span)
        }
        if try state(bare, on: after).notShown.isEmpty != post.skills.isEmpty {
            problems.append("skills are not asked for")
        }
        return problems
    }

    private func body(_ id: String) -> [String] {
        guard let body = pack.body(id), body.rows.contains(row) else { return ["no body"] }
        var problems = lacking(
            texts(
                [body.name] + body.seats.map(\.post) + body.admits + body.papers + body.tasks
                    + [body.office?.at].compactMap { $0 }) + body.milestones)
        let seated = Dictionary(
            body.seats.map { ($0.post.value.value ?? "", [span]) }
        ) { first, _ in first }
        let papers = Dictionary(texts(body.papers).map { ($0, MadeUp.early) }) { first, _ in first }
        let reached = Dictionary(
            uniqueKeysWithValues: body.milestones.map { ($0, MadeUp.early) })
        let members = Dictionary(texts(body.admits).map { ($0, [span]) }) { first, _ in first }
        let record = BodyRecord(
            seated: seated, members: members, papers: papers,
            meetings: [MadeUp.early: "纪要", day: nil, day.adding(days: 1): nil], reached: reached)
        guard let good = pack.state(of: id, record, on: day),
            let empty = pack.state(of: id, BodyRecord(), on: day)
        else { return ["no state"] }
        if !good.vacant.isEmpty || !good.missingPapers.isEmpty || !good.late.isEmpty {
            problems.append("it never stands")
        }
        if empty.vacant.count != body.seats.count || empty.missingPapers.count != papers.count
            || empty.late.count != body.milestones.count
        {
            problems.append("what is lacking is not seen")
        }
        if good.members.count != members.count { problems.append("members are lost") }
        if good.lastMeeting != day || good.withoutMinutes != [day] {
            problems.append("meetings are lost")
        }
        if body.meets?.isOpen == good.questions.isEmpty { problems.append("nothing is asked") }
        return problems
    }

    private func duties() -> [String] {
        let duties = pack.duties.filter { $0.rows.contains(row) }
        guard !duties.isEmpty else { return ["no duties"] }
        let titles = duties.flatMap { texts($0.papers) }
        var problems = lacking(texts(duties.map(\.text)) + titles)
        let answered = Set(duties.map(\.party)).flatMap { pack.duties(of: $0, on: day) }
        if !duties.allSatisfy(answered.contains) { problems.append("nobody answers") }
        func due(_ delivered: [String: Set<String>]) -> Int {
            pack.papersDue(delivered: delivered, on: day).count { $0.duty.rows.contains(row) }
        }
        let all = Dictionary(grouping: duties, by: \.party).mapValues { list in
            Set(list.flatMap { texts($0.papers) })
        }
        if due([:]) != titles.count || due(all) != 0 { problems.append("papers are not asked for") }
        return problems
    }

    private func chain(_ id: String) throws -> [String] {
        guard let chain = pack.stations.chain(id), chain.rows.contains(row) else {
            return ["no chain"]
        }
        var problems = lacking(texts([chain.name] + chain.links.map(\.name)))
        var sites: [Site] = []
        var others: [String: [String]] = [:]
        var ties: [ChainTie] = []
        for link in chain.links {
            guard let id = link.kind, let kind = pack.stations.kind(id) else {
                others[link.id] = [link.id]
                ties.append(
                    ChainTie(link: link.id, lower: link.id, upper: link.above ?? "", span: span))
                continue
            }
            sites.append(
                Site(
                    id: link.id, kind: id, place: try place(kind.tier), span: span,
                    above: link.above))
        }
        func state(_ sites: [Site], _ ties: [ChainTie]) throws -> ChainState {
            try #require(
                pack.state(
                    ofChain: id, sites: SiteBook(sites), others: others, ties: ties, on: day))
        }
        if try !state(sites, ties).isWhole { problems.append("never whole") }
        if try state([], []).isWhole { problems.append("whole without anything") }
        if !ties.isEmpty, try state(sites, []).loose.isEmpty {
            problems.append("nothing hangs loose")
        }
        return problems
    }

    private func identity(_ id: String) -> [String] {
        guard let rule = pack.identities.first(where: { $0.id == id }), rule.rows.contains(row)
        else { return ["no rule"] }
        var problems = lacking(texts([rule.name] + rule.subjects + rule.papers))
        for kind in texts(rule.subjects) {
            for paper in texts(rule.papers) {
                let good = IdentityCheck(
                    subject: "甲", kind: kind, paper: paper, day: MadeUp.early, isInOrder: true)
                let bad = IdentityCheck(
                    subject: "甲", kind: kind, paper: paper, day: day, isInOrder: false)
                if rule.standing(of: "甲", [good], on: day) == .never { problems.append(kind) }
                if rule.standing(of: "甲", [good, bad], on: day) != .refused(day) {
                    problems.append(paper)
                }
            }
        }
        let other = IdentityCheck(
            subject: "甲", kind: "路人", paper: "名片", day: MadeUp.early, isInOrder: true)
        if rule.standing(of: "甲", [other], on: day) != .never {
            problems.append("anything will do")
        }
        return problems
    }
}

extension PlaceRowTests {
    static let rows: [Row] = [
        Row("A25", ("wuhua", .post("operator-afterwards"), ["由服务机构或企业自行运营", "除县级电商公共服务中心外"])),
        Row(
            "A26", ("gengma", .post("operator"), ["有企业（或单位）承办运营"]),
            ("gengma", .post("point-operator"), ["有专人（或企业）具体负责运营"])),
        Row(
            "C01",
            ("luoshan", .kind("township-station"), ["乡镇（街道）电商综合服务站", "中转仓储", "分拨配送", "物流服务"]),
            ("luoshan", .count("townships"), ["township-stations"]),
            ("xixian", .count("townships"), ["乡镇（办事处）电商综合服务站"]),
            ("wuhua", .count("towns-new"), ["镇级电商孵化基地"]),
            ("gengma", .count("townships-new"), ["乡镇（镇、农场）级电子商务服务站"]),
            ("gengma", .count("townships-upgraded"), ["乡镇（镇、农场）级电子商务服务站"]),
            ("xinhe", .count("stations"), ["乡镇综合服务站"])),
        Row(
            "C02", ("luoshan", .count("villages"), ["村级综合服务点"]),
            ("luoshan", .kind("village-point"), ["快件信息发布", "代收代发", "代销代购"]),
            ("xixian", .count("villages"), ["村级综合服务点"]),
            ("wuhua", .count("stations"), ["村级电商服务站"]),
            ("gengma", .count("villages"), ["村级（社区）电子商务服务点"]),
            ("xinhe", .kind("village-shop"), ["村级农家店"])),
        Row(
            "C03", ("luoshan", .kind("village-point"), ["标识统一", "平台互通", "功能集约", "服务规范"]),
            ("wuhua", .kind("village-station"), ["统一的“VI”设计方案", "五华县电子商务进农村综合示范项目", "五华电商LOGO"]),
            ("gengma", .kind("village-point"), ["统一门楣样式"])),
        Row(
            "C04", ("luoshan", .kind("township-station"), ["area-station-least"]),
            ("luoshan", .kind("transfer-station"), ["area-township"]),
            ("xixian", .kind("village-point"), ["area-station-least"]),
            ("xixian", .kind("transfer-station"), ["area-township"]),
            ("wuhua", .kind("town-base"), ["area-town"]),
            ("wuhua", .kind("village-station"), ["area-village"])),
        Row("C06", ("gengma", .post("point-operator"), ["网络代购操作", "快递物流安排", "后台信息管理"])),
        Row(
            "C07", ("luoshan", .network("wancun"), ["万村千乡"]),
            ("luoshan", .network("post"), ["便民服务站"]), ("xixian", .network("love-market"), ["爱心超市"]),
            ("xixian", .network("co-op-shop"), ["供销e家"]),
            ("wuhua", .network("taobao"), ["农村淘宝服务站", "stations-taobao"]),
            ("wuhua", .network("helpers"), ["二级淘帮手", "stations-built-helpers"]),
            ("gengma", .network("red-market"), ["红色超市"]),
            ("gengma", .network("farm-shops"), ["农家店"])),
        Row(
            "C34", ("wuhua", .post("town-informant"), ["专职电子商务信息员", "informants-town"]),
            ("wuhua", .post("village-informant"), ["兼职电子商务信息员", "informants-village"])),
        Row("C50", ("xinhe", .chain("three-tiers"), ["县级运营中心", "乡镇综合服务站", "村级农家店"])),
        Row("D13", ("gengma", .chain("platform"), ["一平台两中心+企业", "电商物流仓储中心", "电商物流分拣中心"])),
        Row(
            "D58", ("luoshan", .post("logistics-lead"), ["物流工作负责人"]),
            ("xixian", .post("logistics-lead"), ["物流工作负责人"])),
        Row(
            "D59",
            (
                "luoshan", .kind("logistics-management-centre"),
                ["物流管理中心", "物流信息共享平台", "物流智能化管理平台"]
            ),
            ("xixian", .kind("logistics-management-centre"), ["物流管理中心", "信息化自助服务平台"])),
        Row(
            "D66", ("luoshan", .network("logistics-wancun"), ["万村千乡"]),
            ("luoshan", .network("logistics-post"), ["邮政"]),
            ("xixian", .network("logistics-wancun"), ["万村千乡"]),
            ("xixian", .network("deppon"), ["德邦"])),
        Row(
            "E04", ("luoshan", .identity("identity"), ["身份认证"]),
            ("xixian", .identity("identity"), ["身份认证"])),
        Row("N06", ("wuhua", .chain("help"), ["帮扶机制", "合作社", "供应链企业", "贫困户"])),
        Row(
            "R01", ("luoshan", .body("leading-group"), ["县长", "县政府有关职能部门"]),
            ("xixian", .body("leading-group"), ["县长", "项目承载单位主要负责人"]),
            ("wuhua", .body("leading-group"), ["县财政局局长", "县邮政公司总经理", "各镇人民政府镇长"]),
            ("gengma", .body("leading-group"), ["县人民政府县长", "分管商务工作的副县长"])),
        Row(
            "R02", ("luoshan", .body("leading-group"), ["办公地点设在县商务局"]),
            ("xixian", .body("leading-group"), ["办公地点设在县商务局"]),
            ("wuhua", .body("leading-group"), ["办公地点设在在五华电商大厦八楼", "办公室主任"]),
            ("gengma", .body("leading-group"), ["下设办公室在县商务局"])),
        Row("R05", ("wuhua", .post("liaison"), ["联络员", "liaisons"])),
        Row(
            "R06", ("luoshan", .body("logistics-group"), ["县农村物流推进工作领导小组"]),
            ("xixian", .body("logistics-group"), ["农村物流推进工作领导小组", "县主要领导"])),
        Row(
            "R07", ("luoshan", .duties, ["项目推进落实方案"]), ("xixian", .duties, ["项目推进落实方案"]),
            ("wuhua", .duties, ["《五华县推进农商互联助力乡村振兴的工作方案》", "负责做好全县物流配送车辆的规范化管理工作"]),
            ("gengma", .duties, ["要依法监督电子商务活动"])),
        Row(
            "R08", ("luoshan", .body("association"), ["电商协会"]),
            (
                "xixian", .body("association"),
                ["章程", "会员管理办法", "工作计划", "due-association-filed", "due-association-meeting"]
            ), ("wuhua", .body("association"), ["五华县电子商务协会"]),
            ("xinhe", .body("association"), ["电子商务行业协会"])),
        Row("R09", ("xixian", .body("logistics-association"), ["电商物流行业协会", "知名快递企业"])),
        Row(
            "R12", ("luoshan", .body("union"), ["企业联盟", "政企对接的桥梁作用"]),
            ("xixian", .body("union"), ["电商企业联盟"])),
        Row(
            "R13", ("luoshan", .post("contractor"), ["项目承办企业"]),
            ("xixian", .post("contractor"), ["示范项目承办企业"]),
            ("wuhua", .post("contractor"), ["项目中标企业"])),
        Row(
            "R15", ("wuhua", .body("town-bodies"), ["镇政府主要领导", "工作计划"]),
            ("wuhua", .post("town-informant"), ["专职电子商务信息员"])),
        Row("R16", ("xinhe", .body("supply-alliance"), ["供货联盟", "统一提供产品供货价格及资料"])),
        Row("R17", ("xinhe", .duties, ["定期对乡镇和部门完成情况进行督查考核并通报"])),
        Row(
            "R29", ("wuhua", .duties, ["协助农产品质量检测中心和物流冷链储藏中心的建设"]),
            ("gengma", .duties, ["县供销合作社（农资经营网点）现有资源"]),
            ("gengma", .network("supply-co-op"), ["农资经营网点"])),
        Row("R31", ("wuhua", .duties, ["专项信贷支持政策", "把农村电商创业纳入到小额信用贷款支持范围"])),
        Row(
            "R34", ("wuhua", .post("programme-operator"), ["五华县中小企业服务中心"]),
            ("wuhua", .duties, ["共同负责项目的组织实施"])),
    ]
}
