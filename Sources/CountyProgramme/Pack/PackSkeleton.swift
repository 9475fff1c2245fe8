extension ProgrammePack {
    /// The files of a pack for a county whose plan nobody has copied yet.
    ///
    /// They read without an error. Nothing is filled in that only the plan can say: what is missing
    /// is unknown, and the check asks for it.
    ///
    /// - Parameters:
    ///   - id: Name of the pack, the same as its folder's.
    ///   - county: Code of twelve digits and name.
    ///   - day: From when the pack is valid.
    /// - Returns: Its files, with comments on what belongs where.
    public static func skeleton(id: String, county: County, from day: Day) -> [PackFile] {
        let head = """
            # 县域方案包。写法见 ProgrammePacks（每个文件的键）和 NewProgrammePack（一步一步做）。
            # A county's plan as data. How: the articles ProgrammePacks and NewProgrammePack.
            pack:
              id: \(quotedForYAML(id))
              county: {code: "\(county.code)", name: \(quotedForYAML(county.name))}
              number: ""                  # 文号 · number of the document
              # 抄成 · copy as: issued: {is: 2019-07-26, printed: 2019年7月26日, src: L13 2019年7月26日}
              issued: {is: unknown, why: 发文日期还没有从方案抄来}
              version: 1                  # 这个包的版本 · version of this pack
              from: \(day)            # 从哪天起有效 · valid from
            # 附件 · annexes
            parts: []
            #  - {id: annex-1, title: 附件1标题, listed: L407 目录里的原文, present: L412 附件1}

            """
        return [PackFile(name: "pack.yaml", text: head)] + skeletonSections
    }

    private static let skeletonSections: [PackFile] = [
        PackFile(name: "figures.yaml", text: figuresSkeleton),
        PackFile(name: "money.yaml", text: moneySkeleton),
        PackFile(name: "schedule.yaml", text: scheduleSkeleton),
        PackFile(name: "work.yaml", text: workSkeleton),
        PackFile(name: "parties.yaml", text: partiesSkeleton),
        PackFile(name: "structure.yaml", text: structureSkeleton),
        PackFile(name: "clocks.yaml", text: clocksSkeleton),
        PackFile(name: "records.yaml", text: recordsSkeleton),
        PackFile(name: "disclosure.yaml", text: disclosureSkeleton),
        PackFile(name: "decisions.yaml", text: decisionsSkeleton),
    ]

    private static let figuresSkeleton = """
        # 方案里的每一个数：值带单位和界限，行号和原文。方案里没有的，删掉那一行。
        # Every number of the plan: value with unit and bound, line and words. Take out what it
        # does not state.
        #  - {id: volume, name: 电商交易额, is: ">= 15 亿元", printed: "15", src: L28 原文, role: target}
        figures:
          - {id: investment, name: 总投资, is: unknown, why: 还没有从方案抄来, role: target}
          - {id: township-stations, name: 乡镇服务站, is: unknown, why: 还没有从方案抄来, role: target}
          - {id: village-points, name: 村级服务点, is: unknown, why: 还没有从方案抄来, role: target}
          - {id: trained, name: 培训人次, is: unknown, why: 还没有从方案抄来, role: target}

        """

    private static let moneySkeleton = """
        # 资金来源和预算表，照印出来的抄。 · Sources of money and budget tables, as printed.
        #  - {id: national, name: 中央资金, amount: fund-national, column: budget.upper}
        funds: []
        #  - id: budget
        #    title: 预算表标题
        #    unit: 万元
        #    columns: [{id: upper, name: 上级资金}, {id: county, name: 县级资金}, {id: sum, name: 合计, total: true}]
        #    rows:
        #      - {id: r1, no: 1, name: 项目, lines: [145], cells: [500, "—", 500]}
        #    total: {id: total, name: 合计, lines: [200], cells: [500, "—", 500]}
        tables: []

        """

    private static let scheduleSkeleton = """
        # 阶段、项目、完成时间。 · Phases, projects, deadlines.
        #  - {id: start, name: 启动阶段, is: 2019-05-31, printed: 2019年5月底前, src: L320 原文}
        phases: []
        #  - id: service-centre
        #    no: 1
        #    heading: {is: 标题, src: L32 原文}
        #    milestones:
        #      - {id: due-centre, name: 建成, is: 2019-12-31, printed: 2019年12月底前, src: L38 原文}
        projects: []

        """

    private static let workSkeleton = """
        # 要做的工作：谁做、什么时候做完、拿什么证明。 · Work: who, by when, and what shows it.
        #  - id: base-survey
        #    title: 摸底调研
        #    who: [县商务局]
        #    phase: start              # 或 milestone: due-centre，或 by: 2019-05-31 · or
        #    evidence: [调研报告]
        #    src: L322 原文
        work: []

        """

    private static let recordsSkeleton = """
        # 每份档案里要有什么。 · What has to lie in each file.
        #  - id: project
        #    title: 一项一档
        #    per: 项目
        #    keep_months: {is: unknown, why: 方案没有印保管期限}
        #    stages: [实施, 验收]
        #    src: L460 原文
        #    folders:
        #      - {name: 验收, papers: [{name: 验收合格单, stage: 验收, src: L385 原文}]}
        files: []

        """

    private static let disclosureSkeleton = """
        # 要公开什么、在哪里、公开多少天。 · What has to be public, where, and for how long.
        #  - {id: site, name: 县政府网站, src: L382 原文}
        channels: []
        #  - id: candidates
        #    title: 承办单位候选人
        #    fields: [承办单位候选人]
        #    channels: [site]
        #    display: {is: unknown, why: 方案没有印要公开多少天}
        #    src: L382 原文
        items: []

        """

    private static let partiesSkeleton = """
        # 单位和职责。 · Parties and their duties.
        #  - {id: commerce, name: 县商务局, exists: true}
        parties: []
        #  - {party: commerce, kind: supervise, is: 职责, src: L300 原文}
        duties: []

        """

    private static let structureSkeleton = """
        # 数与数的关系。检查按这些关系重算。 · How figures hang together; the check recomputes it.
        #  - {id: funds, total: investment, parts: [fund-national, fund-county]}
        sums: []
        #  - {id: parcels, left: parcels-day, relation: "=", right: "parcels-year / [365 日/年]", because: {is: 理由, src: L421 原文}}
        claims: []
        #  - {id: projects, stated: projects-count, lists: [projects, budget]}
        counts: []

        """

    private static let clocksSkeleton = """
        # 时限。方案没有说的写 {is: unknown, why: …}，不要猜。 · Time limits; what the plan leaves open is unknown.
        #  - id: candidate-publicity
        #    rows: []
        #    event: 候选人公示
        #    act: 公示承办单位候选人
        #    count: {calendar_days: 5}
        #    limit: at-least
        #    first_day: {is: unknown, why: 方案没有说当天算不算第一天}
        #    if_closed: {is: unknown, why: 方案没有说最后一天放假怎么办}
        #    src: L322 原文
        clocks: []

        """

    private static let decisionsSkeleton = """
        # 对发现的处理决定；要写的行由 countyctl programme explain 给出。
        # Decisions on findings; countyctl programme explain prints the lines to put here.
        decisions: []
        # 规则判断不了的 · what no rule can tell
        inexpressible: []

        """
}
