import CountyProgramme
import Testing

/// Ledger rows that are training: each holds its own classes, and fails without them.
struct TrainingRowTests {
    typealias Row = WordRow

    private static let day = Day("2019-06-12") ?? Day(number: 0)

    @Test("A row holds its own classes, and not without them", arguments: rows)
    func row(_ row: Row) throws {
        let files = RuleFiles.files(row.pack, kind: "/training.yaml", row: row.id)
        #expect(try Self.problems(of: row, in: files) == [])
        for word in row.words {
            let without = try? Self.problems(of: row, in: RuleFiles.replacing(word, in: files))
            #expect(without != [], "\(row.id) does not need \(word)")
        }
    }

    private static func problems(of row: Row, in files: [RuleFiles.File]) throws -> [String] {
        guard let plan = try Rulebook(files: files).training.first else { return ["no plan"] }
        let own = plan.courses.filter { $0.rows.contains(row.id) }
        let courses = plan.rows.contains(row.id) ? plan.courses : own
        guard !courses.isEmpty else { return ["no course"] }
        let known = Set(courses.flatMap(words(of:)) + words(of: plan))
        var problems = row.words.filter { !known.contains($0) }
        guard problems.isEmpty else { return problems }
        let sessions = courses.map {
            TrainingSession(id: $0.id, course: $0.id, day: day, hours: Rational(3))
        }
        let group = plan.groups.first ?? ""
        let time = ProofOfTime(claimed: day, captured: day)
        let signIns = sessions.flatMap { session in
            ["甲", "乙"].map {
                SignIn(session: session.id, person: $0, group: group, time: time)
            }
        }
        let ledger = TrainingLedger(plan: plan, sessions: sessions, signIns: signIns + signIns)
        let count = ledger.count(courses: courses.map(\.id), in: day...day)
        if count.attendances != 2 * courses.count || count.heads != 2 {
            problems.append("attendances and heads are mixed up")
        }
        if ledger.doubts.count != signIns.count { problems.append("a sign-in counts twice") }
        return problems
    }

    static func words(of course: TrainingPlan.Course) -> [String] {
        [course.title] + course.audience + course.forms + course.topics
    }

    /// What belongs to no class: the groups, the numbers of the table, what is evaluated.
    static func words(of plan: TrainingPlan) -> [String] {
        plan.groups + plan.lines.compactMap(\.number.value).map(\.description)
            + plan.levels.flatMap { [$0.title] + $0.aspects }
    }

    @Test("The table of the Xixian plan: five lines, 3300 attendances, one of them shared")
    func table() throws {
        let plan = try #require(try RuleFiles.rulebook("xixian").training.first)
        #expect(plan.lines.compactMap(\.number.value) == [400, 1500, 1200, 150, 50])
        #expect(plan.lines.compactMap(\.number.value).reduce(0, +) == 3300)
        #expect(plan.lines.map(\.courses.count) == [1, 1, 2, 1, 1])
        let ledger = TrainingLedger(plan: plan, sessions: [], signIns: [])
        let month = CalendarMonth(of: Self.day)
        let progress = ledger.progress(in: month, whole: Self.day...Self.day)
        #expect(progress.compactMap(\.missing) == [400, 1500, 1200, 150, 50])
    }

    @Test("Three levels of evaluation: what is wanting is listed by level and aspect")
    func evaluation() throws {
        let plan = try #require(try RuleFiles.rulebook("xixian").training.first)
        let session = TrainingSession(
            id: "1", course: "concept", day: Self.day, hours: Rational(6))
        let ledger = TrainingLedger(plan: plan, sessions: [session], signIns: [])
        let wanting = ledger.missingEvaluation(
            of: "1", answered: [1: ["培训师", "课程材料"], 2: ["知识", "态度", "技能"]])
        #expect(wanting.map(\.level) == [1, 1, 1, 3])
        #expect(wanting.map(\.aspect) == ["培训管理过程", "测试过程", "课程结构", "工作行为"])
    }

    @Test("No subsidy and no certificate before hours and rate are decided")
    func subsidy() throws {
        let files = RuleFiles.files("xixian", kind: "/training.yaml", row: "F16")
        let open = try #require(try Rulebook(files: files).training.first)
        let decided = try #require(
            try Rulebook(files: RuleFiles.decided(files)).training.first)
        let session = TrainingSession(
            id: "1", course: "concept", day: Self.day, hours: Rational(6))
        let time = ProofOfTime(claimed: Self.day, captured: Self.day)
        let signIn = SignIn(session: "1", person: "甲", group: "农村青年", time: time)
        let blocked = TrainingLedger(plan: open, sessions: [session], signIns: [signIn])
        #expect(blocked.certified == nil)
        #expect(blocked.subsidy().amount == nil)
        #expect(
            blocked.subsidy().questions.map(\.place) == [
                "training/xixian-training/subsidy", "training/xixian-training/certificate_hours",
            ])
        let ledger = TrainingLedger(plan: decided, sessions: [session], signIns: [signIn])
        #expect(ledger.certified == ["甲"])
        #expect(ledger.subsidy().amount == .one)
        #expect(ledger.followUp(1, seed: "1").drawn == ["农村青年": ["甲"]])
    }

    @Test("A sign-in for another day, an unknown class or group does not count")
    func doubts() throws {
        let plan = try #require(try RuleFiles.rulebook("xixian").training.first)
        let session = TrainingSession(
            id: "1", course: "concept", day: Self.day, hours: Rational(6))
        let time = ProofOfTime(claimed: Self.day, captured: Self.day)
        let next = Self.day.adding(days: 1)
        let late = ProofOfTime(claimed: next, captured: next)
        let signIns = [
            SignIn(session: "1", person: "甲", group: "农村青年", time: late),
            SignIn(session: "2", person: "甲", group: "农村青年", time: time),
            SignIn(session: "1", person: "甲", group: "外星人", time: time),
        ]
        let ledger = TrainingLedger(plan: plan, sessions: [session], signIns: signIns)
        #expect(ledger.signIns.isEmpty)
        #expect(ledger.doubts.count == 3)
    }

    @Test("A sign-in recorded after the class counts only when somebody has ruled so")
    func recordedLate() throws {
        let plan = try #require(try RuleFiles.rulebook("xixian").training.first)
        let session = TrainingSession(
            id: "1", course: "concept", day: Self.day, hours: Rational(6))
        let time = ProofOfTime(claimed: Self.day, captured: Self.day.adding(days: 300))
        let signIn = SignIn(session: "1", person: "甲", group: "农村青年", time: time)
        let ledger = TrainingLedger(plan: plan, sessions: [session], signIns: [signIn])
        #expect(ledger.doubts == [.recordedLate(signIn, session: Self.day)])
        #expect(ledger.hours.isEmpty)
        let ruling = Ruling(by: "县商务局", on: time.captured, ground: "纸质签到表")
        let ruled = TrainingLedger(
            plan: plan, sessions: [session], signIns: [signIn], rulings: [signIn: ruling])
        #expect(ruled.signIns == [signIn])
        let early = ProofOfTime(claimed: Self.day, captured: Self.day.adding(days: -1))
        let ahead = SignIn(session: "1", person: "甲", group: "农村青年", time: early)
        let before = TrainingLedger(
            plan: plan, sessions: [session], signIns: [ahead], rulings: [ahead: ruling])
        #expect(before.doubts == [.ahead(ahead)])
    }

    @Test("A class of a course the plan has not, or whose number stands for two, does not count")
    func unclearSessions() throws {
        let plan = try #require(try RuleFiles.rulebook("xixian").training.first)
        let time = ProofOfTime(claimed: Self.day, captured: Self.day)
        let signIn = SignIn(session: "1", person: "甲", group: "农村青年", time: time)
        let class1 = TrainingSession(id: "1", course: "concept", day: Self.day, hours: Rational(6))
        let other = TrainingSession(id: "1", course: "concept", day: Self.day, hours: Rational(9))
        let strange = TrainingSession(id: "1", course: "烹饪", day: Self.day, hours: Rational(6))
        func ledger(_ sessions: TrainingSession...) -> TrainingLedger {
            TrainingLedger(plan: plan, sessions: sessions, signIns: [signIn])
        }
        #expect(ledger(class1, class1).signIns == [signIn])
        #expect(ledger(class1, other).doubts == [.twoSessions(signIn)])
        #expect(ledger(other, class1).sessions.isEmpty)
        #expect(ledger(strange).doubts == [.noCourse(signIn, course: "烹饪")])
    }

    @Test("A room is not booked twice at a time")
    func rooms() {
        var book = RoomBook()
        let morning = RoomBooking(room: "多媒体教室", day: Self.day, minutes: 480..<720, purpose: "培训")
        #expect(book.book(morning) == [])
        let clash = RoomBooking(room: "多媒体教室", day: Self.day, minutes: 700..<760, purpose: "沙龙")
        #expect(book.book(clash) == [morning])
        let after = RoomBooking(room: "多媒体教室", day: Self.day, minutes: 720..<760, purpose: "沙龙")
        #expect(book.book(after) == [])
        #expect(book.bookings == [morning, after])
    }

    static let rows: [Row] = [
        Row(
            "F16", "xixian", "政府电商理念提升培训", "座谈会", "电子商务与产业转型", "县委、县政府各级领导", "县直各部门领导", "乡镇主要领导",
            "乡村基层干部", "公开课", "实地考察", "网络教学", "农村电商发展的前景、机遇与挑战", "政府在农村电商发展中的角色"),
        Row(
            "F17", "xixian", "全县行政村电商普及培训", "公开课", "全县行政村", "农村电子商务的运营模式", "电子商务在生产、生活中的应用",
            "我县电商发展方向、相关政策", "农村电商人才培养"),
        Row(
            "F18", "xixian", "运营岗位基础培训", "客服岗位基础培训", "美工岗位基础培训", "视觉设计课程", "电子商务岗位基础课程", "返乡大学生",
            "农村青年", "建档立卡贫困人口", "退伍军人", "残疾人", "下岗人员", "公开课", "培训班", "摄影岗位基础培训", "电子商务岗位高级课程",
            "全渠道运营课程", "客户开发、产品推广", "网页设计课程"),
        Row(
            "F19", "xixian", "电子商务创业孵化培训", "网店开设流程", "网销数据分析", "农村基层带头人", "返乡创业青年", "农民",
            "建档立卡贫困人口", "公开课", "培训班", "电子商务创业思维", "主要电商平台规则", "产品选择", "店铺运营推广"),
        Row(
            "F20", "xixian", "乡村电商公共服务站服务点负责人培训", "农村电商服务站职能", "乡村电商服务站点建设负责人", "培训班", "电子商务进农村模式",
            "电子商务进农村整合与协同"),
        Row("F05", "xixian", "政府电商理念提升培训", "全县行政村电商普及培训"),
        Row("F13", "xixian", "电子商务岗位基础课程", "电子商务岗位高级课程"),
        Row(
            "F14", "xixian", "返乡大学生", "退伍军人", "残疾人", "建档立卡贫困户", "政府领导人员", "决策、管理人员", "农村青年", "下岗人员",
            "站点负责人", "行政村群众"),
        Row("B04", "xixian", "电子商务岗位基础课程"),
        Row(
            "F21", "xixian", "农村电商发展的前景、机遇与挑战", "运营岗位基础培训", "农村电商服务站职能", "400", "1500", "1200",
            "150", "50"),
        Row(
            "F27", "xixian", "培训师", "课程材料", "知识", "态度", "技能", "工作行为", "反应", "培训管理过程", "测试过程",
            "课程结构", "学习", "行为"),
        Row("F48", "xixian", "电子商务大讲堂", "公开课", "公益性讲座"),
        Row(
            "F03", "luoshan", "公益性培训", "培训机构承办", "基础知识培训", "技能方法培训", "高技能人才培训", "市场性培训",
            "社会专业培训机构", "电商培训", "创业辅导"),
        Row("F02", "luoshan", "社会化电子商务培训", "教师交流讲学", "定向培养", "专业理论课程", "平台类实操课程"),
        Row("F14", "luoshan", "政府", "企业", "农民", "返乡大学生", "退伍军人", "残疾人", "贫困户"),
        Row("F12", "luoshan", "专业理论课程", "基础知识培训"),
        Row("C08", "luoshan", "站点创业培训中心", "网上销售", "网上购物"),
        Row("D63", "luoshan", "物流人员培训", "农村物流"),
        Row(
            "F22", "gengma", "扫盲", "实操", "提高", "物流与供应链管理", "请进来", "农村电子商务政策", "基础知识", "网店开设", "网购",
            "网销", "网络维护", "走出去", "电商营销策略与数据分析", "网销农产品生产与包装", "大学生村官", "返乡大学生", "网店店主", "贫困建档立卡户",
            "站点业务员", "农业龙头企业", "农民专业合作社", "家庭农场", "种植大户", "养殖大户", "5600"),
        Row("F41", "xinhe", "电商指导培训", "合作社负责人", "经纪人", "农民", "政府工作人员", "电商理念", "电商知识"),
        Row("F42", "xinhe", "电商下沉培训", "有条件的村", "电子商务人才培训基地", "师资队伍"),
        Row("F40", "xinhe", "电商考察培训", "京津冀", "江浙沪", "农民", "合作社负责人"),
        Row("F43", "xinhe", "网络店铺的辅导及实战培训", "网店经营者", "客户的引流及转化"),
        Row("L15", "wuhua", "诚信教育", "农村电子商务企业（网店）", "商品监管"),
        Row("L16", "xinhe", "信用管理意识", "风险防范能力", "企业信用培训", "新河县企业"),
        Row("F44", "xinhe", "新农人双微推广培训", "新农人", "微信", "微博"),
        Row("F45", "xinhe", "新型职业农民培训", "绿色农业", "新型职业农民"),
    ]
}
