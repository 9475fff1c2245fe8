extension Rulebook {
    /// Everything the rules leave open, by place: what a county has to decide before it can work by
    /// them.
    public var openQuestions: [OpenQuestion] {
        var list = QuestionList()
        for clock in clocks { list.questions += clock.allOpenQuestions }
        for sheet in sheets { list.ask(sheet) }
        for policy in credit { list.ask(policy) }
        for workflow in workflows { list.ask(workflow) }
        for register in registers {
            list.ask(register.keepMonths, "registers/\(register.id)/keep_months")
        }
        for plan in filePlans { list.ask(plan.keepMonths, "records/\(plan.id)/keep_months") }
        list.questions += disclosure.items.flatMap(\.openQuestions)
        for scheme in support.schemes { list.ask(scheme) }
        for plan in training {
            list.ask(plan.certificateHours, "training/\(plan.id)/certificate_hours")
            list.ask(plan.subsidy, "training/\(plan.id)/subsidy")
            for care in plan.aftercare {
                list.ask(care.sample, "training/\(plan.id)/aftercare/\(care.id)/sample")
            }
            for line in plan.lines {
                list.ask(line.number, "training/\(plan.id)/lines/\(line.id)/number")
            }
        }
        list.questions += indicators.openQuestions + returns.flatMap(\.openQuestions)
        for rule in recusalRules { list.ask(rule.monthsAfter, "recusals/\(rule.id)/months_after") }
        return list.questions.sorted()
    }
}

extension ProgrammePack {
    /// Everything the plan leaves open about stations, bodies, mergers and identities, by place.
    public var openQuestions: [OpenQuestion] {
        var list = QuestionList()
        for count in stations.counts { list.ask(count.basis, "stations/\(count.id)/basis") }
        for body in bodies { list.ask(body.meets, "parties/\(body.id)/meets") }
        for rule in identities { list.ask(rule.months, "parties/\(rule.id)/months") }
        for party in parties {
            guard case .unknown(let why) = party.successor?.on.value else { continue }
            list.ask(Setting<Day>.open(why: why), "parties/\(party.id)/merged_into")
        }
        return list.questions.sorted()
    }
}

/// Gathers what is open.
private struct QuestionList {
    var questions: [OpenQuestion] = []

    mutating func ask<Value>(_ setting: Setting<Value>?, _ place: String) {
        guard case .open(let why) = setting else { return }
        let key = place.split(separator: "/").last.map(String.init) ?? place
        questions.append(
            OpenQuestion(
                place: place, "要先核定：\(why)", "to be decided by the county: \(key)"))
    }

    mutating func ask(_ sheet: ScoreSheet) {
        let place = "assessment/\(sheet.id)"
        ask(sheet.pass, "\(place)/pass")
        for grade in sheet.grades { ask(grade.from, "\(place)/grades/\(grade.name)") }
        for item in sheet.items {
            let place = "\(place)/items/\(item.id)"
            ask(item.weight, "\(place)/weight")
            switch item.rule {
            case .marks(let most): ask(most, "\(place)/up_to")
            case .threshold(_, let at, _, _): ask(at, "\(place)/at")
            case .checklist(_, let each): ask(each, "\(place)/each")
            }
        }
    }

    mutating func ask(_ scheme: SupportScheme) {
        let place = "support/\(scheme.id)"
        ask(scheme.rate, "\(place)/rate")
        ask(scheme.share, "\(place)/share")
        for fault in scheme.faults {
            if case .cut(let part) = fault.effect { ask(part, "\(place)/faults/\(fault.id)/part") }
        }
    }

    mutating func ask(_ policy: CreditPolicy) {
        let place = "assessment/\(policy.id)"
        ask(policy.start, "\(place)/start")
        ask(policy.countsWhileAppealed, "\(place)/counts_while_appealed")
        for kind in policy.kinds {
            ask(kind.points, "\(place)/kinds/\(kind.id)/points")
            ask(kind.keepMonths, "\(place)/kinds/\(kind.id)/keep_months")
        }
    }

    mutating func ask(_ workflow: Workflow) {
        let place = "workflows/\(workflow.id)"
        ask(workflow.closedToNew, "\(place)/closed_to_new")
        for step in workflow.steps { ask(step.clock, "\(place)/\(step.id)/clock") }
        ask(workflow.appeal?.clock, "\(place)/appeal/clock")
    }
}
