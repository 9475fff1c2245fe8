// One task of the search at a time: listening at a setting, or asking one question.
extension DeviceSearch {
    /// The next step of the task, or nil when it is done.
    mutating func work(on task: Attempt, at now: Duration) -> Step? {
        switch task {
        case .listen(let line, let time): listen(at: line, for: time, now)
        case .ask(let question): ask(question, now)
        }
    }

    // MARK: Listening

    private mutating func listen(
        at line: LineSetting, for time: Duration, _ now: Duration
    ) -> Step? {
        guard case .listening(let end) = activity else {
            beginTask()
            listeners = SearchPlan(entries: entries, traits: traits).listeners(at: line)
            activity = .listening(end: now + time)
            return .wait(until: now + time)
        }
        let lullEnd = lastHeard.map { $0 + pace.lull } ?? end
        let isLull = lastHeard != nil && now >= lullEnd
        if now >= end || isLull || hasCheckedFit {
            for index in listeners.indices { settle(index, at: now) }
            if decide(at: line, isFinal: now >= end) { return nil }
        }
        guard now >= end else { return .wait(until: isLull ? end : min(end, max(lullEnd, now))) }
        let seen = Finding.Seen(
            line: line, byteCount: taskByteCount,
            bytes: ByteNotation.hexText(taskBytes.prefix(Finding.keptBytes)))
        finding.seen.append(seen)
        endTask()
        // Wrong settings make nonsense of what is said, never silence.
        if taskByteCount == 0 { tasks.removeAll { if case .listen = $0 { true } else { false } } }
        return nil
    }

    private var hasCheckedFit: Bool {
        listeners.contains { $0.entry.strength == .checked && $0.fits(byteCount: taskByteCount) }
    }

    private mutating func settle(_ index: Int, at now: Duration) {
        let gap = listeners[index].entry.profile.idleGapMilliseconds
        if let lastHeard, now - lastHeard >= .milliseconds(gap) { listeners[index].idle() }
    }

    /// Whether what was heard settles the matter; more may still come unless it is final.
    private mutating func decide(at line: LineSetting, isFinal: Bool) -> Bool {
        let fitting = best(listeners.filter { $0.fits(byteCount: taskByteCount) })
        guard let first = fitting.first else { return false }
        let rivals = rivals(of: first)
        let right = fitting.allSatisfy { $0.agrees(with: first) } ? readers(of: rivals) : []
        guard isFinal || !right.isEmpty else { return false }
        recordHeard(at: line)
        let proof: Finding.Proof =
            stage == .memory ? .memory : stage == .usb ? .usb : .frames
        if !right.isEmpty {
            claimPreferred(right, proof, confirmed: true, at: line)
        } else {
            let known = Set(fitting.map(\.entry.profile.id))
            let others = rivals.filter { !known.contains($0.entry.profile.id) }
            finding.verdict = .ambiguous
            finding.candidates = (fitting + others).map { $0.candidate(at: line) }
            isOver = true
        }
        return true
    }

    /// All that made the same of what came as this one, proven or not, with as little left over.
    private func rivals(of first: Listener) -> [Listener] {
        listeners.filter {
            $0.entry.profile.deviceClass == first.entry.profile.deviceClass
                && $0.isPlausible(byteCount: taskByteCount) && $0.agrees(with: first)
                && $0.malformedBytes <= first.malformedBytes + 2
        }
    }

    /// The profiles by which the device is read rightly, whichever of the rivals it is.
    ///
    /// What was heard so far may mean the same to two formats that part at an overload: then neither
    /// is taken, unless one of them reads all that the other one sends. A scanner's codes have no such
    /// other side.
    private mutating func readers(of rivals: [Listener]) -> [FindingCatalogue.Entry] {
        let entries = rivals.map(\.entry)
        guard entries.contains(where: { $0.profile.deviceClass == .scale }) else { return entries }
        return entries.filter { reader in
            entries.allSatisfy { reads(reader, likeA: $0) }
        }
    }

    /// Decoding all examples takes milliseconds, and a line that babbles asks again and again.
    private mutating func reads(
        _ reader: FindingCatalogue.Entry, likeA other: FindingCatalogue.Entry
    ) -> Bool {
        let pair = [reader.profile.id, other.profile.id]
        if let known = alike[pair] { return known }
        let isAlike = reader.reads(likeA: other)
        alike[pair] = isAlike
        return isAlike
    }

    /// Those of the strongest format that leave the fewest bytes unexplained; scanners only when
    /// no scale has been heard, since any line of text passes for a code.
    private func best(_ fitting: [Listener]) -> [Listener] {
        let scales = fitting.filter { $0.entry.profile.deviceClass == .scale }
        guard let strength = scales.map(\.entry.strength).max() else {
            let hasScale = listeners.contains {
                $0.entry.profile.deviceClass == .scale && $0.frames > 0
            }
            return hasScale ? [] : fitting
        }
        let strong = scales.filter { $0.entry.strength == strength }
        let fewest = strong.map(\.malformedBytes).min() ?? 0
        return strong.filter { $0.malformedBytes <= fewest + 2 }
    }

    private mutating func recordHeard(at line: LineSetting) {
        finding.seen.append(
            Finding.Seen(
                line: line, byteCount: taskByteCount,
                bytes: ByteNotation.hexText(taskBytes.prefix(Finding.keptBytes))))
    }

    // MARK: Asking

    private mutating func ask(_ question: SearchPlan.Question, _ now: Duration) -> Step? {
        switch activity {
        case .none, .listening:
            listeners = []
            let settle = question.probes.map(\.entry.profile.line.settleMilliseconds).max() ?? 0
            let end = now + max(pace.gap, .milliseconds(settle))
            activity = .pausing(end: end)
            return .wait(until: end)
        case .pausing(let end):
            guard now >= end else { return .wait(until: end) }
            // What came before the question is no answer to it.
            beginTask()
            activity = .asking
            return .write(question.send)
        case .asking:
            activity = .answering(end: now + question.wait)
            return .wait(until: now + question.wait)
        case .answering(let end):
            return answer(to: question, end, now)
        }
    }

    private mutating func answer(
        to question: SearchPlan.Question, _ end: Duration, _ now: Duration
    ) -> Step? {
        let answered = question.probes.filter { $0.probe.expect.occurs(in: taskBytes) }
        if let lastHeard, !answered.isEmpty, now < min(end, lastHeard + pace.rest) {
            return .wait(until: min(end, lastHeard + pace.rest))
        }
        guard now >= end || !answered.isEmpty else { return .wait(until: end) }
        finding.asked.append(
            Finding.Asked(
                line: question.line, question: ByteNotation.hexText(question.send),
                answer: ByteNotation.hexText(taskBytes.prefix(Finding.keptBytes))))
        // Nobody who stayed silent has to be brought back from anywhere.
        if taskByteCount > 0 { toSendAfter = question.after }
        endTask()
        settle(answered, at: question.line)
        return nil
    }

    private mutating func settle(
        _ answered: [(entry: FindingCatalogue.Entry, probe: DeviceProbe)], at line: LineSetting
    ) {
        // The answer that demands most says most about the device.
        let most = answered.map(\.probe.expect.demandedCount).max()
        let best = answered.filter { $0.probe.expect.demandedCount == most }.map(\.entry)
        guard let first = best.first else { return }
        let proof: Finding.Proof = stage == .memory ? .memory : .answer
        let isOneProtocol = best.allSatisfy {
            $0.profile.protocolName == first.profile.protocolName
        }
        if best.allSatisfy({ $0.isLike(first) }) {
            claimPreferred(best, proof, confirmed: true, at: line)
        } else if isOneProtocol, let generic = best.first(where: \.isGeneric) {
            claim(generic, line, proof, confirmed: true)
        } else {
            finding.verdict = .ambiguous
            finding.candidates = best.map {
                Finding.Candidate(
                    profile: $0.profile.id, line: line, frames: 0, malformedBytes: 0)
            }
            isOver = true
        }
    }

    // MARK: Results

    /// Of profiles that read a device alike, the one that is known to be meant, else the one whose
    /// USB entry fits best, else the generic one.
    mutating func claimPreferred(
        _ entries: [FindingCatalogue.Entry], _ proof: Finding.Proof, confirmed: Bool,
        at line: LineSetting? = nil
    ) {
        let ranked = entries.min { rank($0).lexicographicallyPrecedes(rank($1)) }
        guard let entry = ranked else { return }
        let usual = LineSetting(entry.profile.line, baud: entry.profile.line.bauds[0])
        claim(entry, line ?? usual, proof, confirmed: confirmed)
    }

    private func rank(_ entry: FindingCatalogue.Entry) -> [Int] {
        let usb = traits.strength(of: entry.profile)
        return [
            entry.profile.id == remembered?.profile ? 0 : 1,
            usb >= .family ? -usb.rawValue : 0, entry.isGeneric ? 0 : 1,
        ]
    }

    mutating func claim(
        _ entry: FindingCatalogue.Entry, _ line: LineSetting, _ proof: Finding.Proof,
        confirmed: Bool
    ) {
        finding.verdict = .claimed
        finding.profile = entry.profile.id
        finding.line = line
        finding.proof = proof
        finding.isConfirmed = confirmed
        tasks = []
        isOver = true
    }

    private mutating func beginTask() {
        taskBytes = []
        taskByteCount = 0
        lastHeard = nil
    }

    private mutating func endTask() {
        if !tasks.isEmpty { tasks.removeFirst() }
        activity = .none
        listeners = []
    }
}
