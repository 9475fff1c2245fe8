import Identifiers

/// Scanners that send `[prefix] [AIM identifier] payload [suffix]`, on RS-232 and USB-CDC alike.
///
/// A payload may contain CR when the suffix is longer than that or the length is fixed. What the
/// line's silence cuts off is never lost: it is reported with its bytes, or accepted as a code
/// where the profile says that silence ends a code.
public struct SerialScannerDecoder: FrameDecoder {
    private let options: ScannerOptions
    /// The suffix when it is a fixed sequence, else empty.
    private let suffix: [UInt8]
    private let endsAtLine: Bool
    /// A prefix that cannot be part of a payload starts a new frame wherever it appears.
    private let restartsAtPrefix: Bool
    /// The frame so far, prefix included.
    private var frame: [UInt8] = []
    /// Set while a frame already refused is being read to its end.
    private var refusal: Malformed.Reason?
    /// The last code ended with CR: a LF right after it belongs to that.
    private var swallowsLF = false
    private var garbage = GarbageRun()
    /// Nil where the scanner does not answer commands.
    private var answers: CommandAnswers?
    /// Whole frames can be cut out of a chunk without being gathered first.
    private let cutsWhole: Bool

    /// Makes a decoder for a scanner's framing.
    public init(_ options: ScannerOptions) {
        self.options = options
        endsAtLine = options.suffix == .lineEnd
        if case .bytes(let bytes) = options.suffix { suffix = bytes } else { suffix = [] }
        restartsAtPrefix = options.prefix.first.map(Self.cannotBePayload) ?? false
        answers = options.answer.map { CommandAnswers($0) }
        cutsWhole = options.fixedLength == nil && options.suffix != .none
    }

    /// Takes the next bytes of the line.
    public mutating func feed(_ bytes: ArraySlice<UInt8>) -> [Decoded<ScannedCode>] {
        var out: [Decoded<ScannedCode>] = []
        bytes.withUnsafeBufferPointer { buffer in
            var index = 0
            while index < buffer.count {
                if swallowsLF {
                    swallowsLF = false
                    if buffer[index] == ASCIIControl.lf {
                        index += 1
                        continue
                    }
                }
                if beginsAnswer(buffer[index]) {
                    index = takeAnswer(buffer, from: index, &out)
                } else if frame.isEmpty, cutsWhole, let end = takeWhole(buffer, from: index, &out) {
                    index = end
                } else if refusal == nil, frame.count < options.prefix.count {
                    matchPrefix(buffer[index], &out)
                    index += 1
                } else {
                    let end = endOfRun(in: buffer, from: index)
                    frame.append(contentsOf: buffer[index..<end])
                    index = end
                    judge(&out)
                }
            }
        }
        return out
    }

    /// Reports, or completes where the profile says so, what the silence has cut off.
    public mutating func idle() -> [Decoded<ScannedCode>] {
        var out: [Decoded<ScannedCode>] = []
        if let bytes = answers?.cutOff() { report(.noTerminator, bytes, &out) }
        if silenceCompletes {
            complete(frameLength: frame.count, suffixLength: 0, &out)
        } else if !frame.isEmpty {
            refuse(frame.count, refusal ?? .noTerminator, &out)
        }
        refusal = nil
        garbage.flush(to: &out)
        return out
    }

    // MARK: Answers

    private func beginsAnswer(_ byte: UInt8) -> Bool {
        guard let answers, frame.isEmpty, refusal == nil else { return false }
        return answers.expects(byte)
    }

    /// Follows an answer as far as it goes; gives the place behind it.
    private mutating func takeAnswer(
        _ buffer: UnsafeBufferPointer<UInt8>, from start: Int, _ out: inout [Decoded<ScannedCode>]
    ) -> Int {
        guard let (outcome, end) = answers?.take(buffer, from: start) else { return start }
        switch outcome {
        case .unfinished: break
        case .whole: garbage.flush(to: &out)
        case .overlong(let bytes): report(.overlong, bytes, &out)
        case .code(let bytes):
            for byte in bytes {
                frame.append(byte)
                judge(&out)
            }
        }
        return end
    }

    private mutating func report(
        _ reason: Malformed.Reason, _ bytes: [UInt8], _ out: inout [Decoded<ScannedCode>]
    ) {
        garbage.flush(to: &out)
        out.append(.malformed(Malformed(reason: reason, bytes: bytes)))
    }

    // MARK: Whole frames

    /// Takes a frame that lies in the chunk from its first byte to its last; gives the place behind
    /// it, or nil for anything less simple.
    private mutating func takeWhole(
        _ buffer: UnsafeBufferPointer<UInt8>, from start: Int, _ out: inout [Decoded<ScannedCode>]
    ) -> Int? {
        guard refusal == nil, let payload = payloadStart(in: buffer, from: start),
            let end = suffixEnd(in: buffer, from: payload)
        else { return nil }
        let suffixLength = endsAtLine ? 1 : suffix.count
        let last = end - suffixLength
        let aim = options.readsAIM ? Self.aim(buffer, at: payload, before: last) : nil
        let first = payload + (aim == nil ? 0 : 3)
        guard first < last, last - first <= options.longest else { return nil }
        if restartsAtPrefix, let mark = options.prefix.last,
            buffer[payload..<end].contains(mark)
        {
            return nil
        }
        garbage.flush(to: &out)
        out.append(
            .message(
                ScannedCode(
                    bytes: Array(UnsafeBufferPointer(rebasing: buffer[first..<last])), aim: aim)))
        swallowsLF = endsAtLine && buffer[last] == ASCIIControl.cr
        return end
    }

    /// The place behind the prefix when all of it stands here.
    private func payloadStart(in buffer: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        let length = options.prefix.count
        if length == 0 { return start }
        guard buffer.count - start >= length else { return nil }
        for offset in 0..<length where buffer[start + offset] != options.prefix[offset] {
            return nil
        }
        return start + length
    }

    /// The place behind the first suffix, when it comes within a frame of allowed length.
    private func suffixEnd(in buffer: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        let limit = min(buffer.count, start + longestFrame - options.prefix.count)
        guard !endsAtLine else {
            return Self.lineEnd(in: buffer, from: start, to: limit).map { $0 + 1 }
        }
        var index = start + suffix.count - 1
        let last = suffix[suffix.count - 1]
        while index < limit {
            if buffer[index] == last, isSuffix(buffer, endingAt: index + 1) { return index + 1 }
            index += 1
        }
        return nil
    }

    private func isSuffix(_ buffer: UnsafeBufferPointer<UInt8>, endingAt end: Int) -> Bool {
        let start = end - suffix.count
        for offset in 0..<suffix.count where buffer[start + offset] != suffix[offset] {
            return false
        }
        return true
    }

    /// The first CR or LF.
    private static func lineEnd(
        in buffer: UnsafeBufferPointer<UInt8>, from start: Int, to limit: Int
    ) -> Int? {
        var index = start
        while index < limit {
            // One comparison for nearly every byte: both lie below the printable ones.
            let byte = buffer[index]
            if byte <= ASCIIControl.cr, byte == ASCIIControl.cr || byte == ASCIIControl.lf {
                return index
            }
            index += 1
        }
        return nil
    }

    // MARK: Framing

    private var silenceCompletes: Bool {
        guard options.idleGapCompletes, refusal == nil, frame.count > options.prefix.count else {
            return false
        }
        let payload = frame.count - headerLength
        return payload > 0 && payload <= options.longest
            && payload == options.fixedLength ?? payload
    }

    private mutating func matchPrefix(_ byte: UInt8, _ out: inout [Decoded<ScannedCode>]) {
        frame.append(byte)
        alignToPrefix(&out)
    }

    /// Drops bytes from the front until the frame begins as the prefix does.
    private mutating func alignToPrefix(_ out: inout [Decoded<ScannedCode>]) {
        let prefix = options.prefix
        var start = 0
        while start < frame.count {
            let length = min(prefix.count, frame.count - start)
            if frame[start..<(start + length)].elementsEqual(prefix[..<length]) { break }
            garbage.append(frame[start], to: &out)
            start += 1
        }
        frame.removeFirst(start)
    }

    /// End of the bytes that can be taken in one go: up to where something has to be decided.
    private func endOfRun(in buffer: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        let limit = min(buffer.count, start + max(1, bytesToNextDecision))
        if options.fixedLength != nil, refusal == nil, !restartsAtPrefix { return limit }
        let last = suffix.last
        let restart = restartsAtPrefix ? options.prefix.last : nil
        var index = start
        while index < limit {
            let byte = buffer[index]
            index += 1
            if endsAtLine && (byte == ASCIIControl.cr || byte == ASCIIControl.lf) { return index }
            if byte == last || byte == restart { return index }
        }
        return limit
    }

    /// How many more bytes fit before the length itself decides.
    private var bytesToNextDecision: Int {
        guard let fixed = options.fixedLength, refusal == nil else {
            return longestFrame - frame.count
        }
        let aimEnd = options.prefix.count + 3
        if options.readsAIM && frame.count < aimEnd { return aimEnd - frame.count }
        return headerLength + fixed + shortestSuffix - frame.count
    }

    private var shortestSuffix: Int { endsAtLine ? 1 : suffix.count }

    /// Longest frame kept: one byte more than a payload of full length with all its trimmings.
    private var longestFrame: Int {
        options.prefix.count + 3 + options.longest + max(suffix.count, 1) + 1
    }

    /// Decides what the frame is after bytes were added.
    private mutating func judge(_ out: inout [Decoded<ScannedCode>]) {
        let ending = suffixLength(endingAt: frame.count)
        if let reason = refusal {
            if ending > 0 {
                endRefused(reason, &out)
            } else if cutByPrefix(&out) {
                refusal = nil
            } else if frame.count >= longestFrame {
                refuse(frame.count - bytesThatMayEnd, reason, &out)
            }
        } else if let fixed = options.fixedLength {
            judgeFixed(fixed, &out)
        } else if ending > 0 {
            completeOrRefuse(suffixLength: ending, &out)
        } else if !cutByPrefix(&out), frame.count >= longestFrame {
            refusal = .overlong
            refuse(frame.count - bytesThatMayEnd, .overlong, &out)
        }
    }

    /// Bytes of a refused frame that may be the beginning of its suffix or of the next prefix.
    private var bytesThatMayEnd: Int {
        max(suffix.count, restartsAtPrefix ? options.prefix.count : 0, 1) - 1
    }

    /// Length of the suffix that the frame has before `end`, 0 when there is none.
    private func suffixLength(endingAt end: Int) -> Int {
        guard end > 0, refusal != nil || end > options.prefix.count else { return 0 }
        let last = frame[end - 1]
        if endsAtLine { return last == ASCIIControl.cr || last == ASCIIControl.lf ? 1 : 0 }
        guard end >= suffix.count, last == suffix.last else { return 0 }
        return frame[(end - suffix.count)..<end].elementsEqual(suffix) ? suffix.count : 0
    }

    private mutating func endRefused(
        _ reason: Malformed.Reason, _ out: inout [Decoded<ScannedCode>]
    ) {
        swallowsLF = endsAtLine && frame.last == ASCIIControl.cr
        refusal = nil
        refuse(frame.count, reason, &out)
    }

    private mutating func completeOrRefuse(
        suffixLength: Int, _ out: inout [Decoded<ScannedCode>]
    ) {
        let payload = frame.count - headerLength - suffixLength
        guard payload > 0 else { return refuse(frame.count, .unexpected, &out) }
        swallowsLF = endsAtLine && frame.last == ASCIIControl.cr
        if payload > options.longest {
            refuse(frame.count, .overlong, &out)
        } else {
            complete(frameLength: frame.count, suffixLength: suffixLength, &out)
        }
    }

    // MARK: Fixed length

    private mutating func judgeFixed(_ fixed: Int, _ out: inout [Decoded<ScannedCode>]) {
        if cutByPrefix(&out) { return }
        while refusal == nil, frame.count >= options.prefix.count + (options.readsAIM ? 3 : 0) {
            let needed = headerLength + fixed + shortestSuffix
            guard frame.count >= needed else { return }
            let ending = suffixLength(endingAt: needed)
            if ending > 0 || options.suffix == .none {
                let endsWithCR = frame[needed - 1] == ASCIIControl.cr
                complete(frameLength: needed, suffixLength: ending, &out)
                swallow(afterCR: endsWithCR)
                alignToPrefix(&out)
            } else {
                dropThroughFirstSuffix(&out)
            }
        }
    }

    /// A frame of the wrong length is refused up to its suffix; what follows is tried afresh.
    private mutating func dropThroughFirstSuffix(_ out: inout [Decoded<ScannedCode>]) {
        guard let end = firstSuffixEnd() else {
            refusal = .length
            return
        }
        let endsWithCR = frame[end - 1] == ASCIIControl.cr
        refuse(end, .length, &out)
        swallow(afterCR: endsWithCR)
        alignToPrefix(&out)
    }

    /// A LF after the CR that ended a code belongs to it, here already or yet to come.
    private mutating func swallow(afterCR endsWithCR: Bool) {
        guard endsAtLine, endsWithCR else { return }
        swallowsLF = frame.isEmpty
        if frame.first == ASCIIControl.lf { frame.removeFirst() }
    }

    private func firstSuffixEnd() -> Int? {
        if endsAtLine {
            return frame.firstIndex { $0 == ASCIIControl.cr || $0 == ASCIIControl.lf }.map {
                $0 + 1
            }
        }
        guard !suffix.isEmpty, frame.count >= suffix.count else { return nil }
        return (suffix.count...frame.count).first {
            frame[($0 - suffix.count)..<$0].elementsEqual(suffix)
        }
    }

    // MARK: Results

    /// Whether the prefix of a new frame has just cut this one off; then only that prefix stays.
    private mutating func cutByPrefix(_ out: inout [Decoded<ScannedCode>]) -> Bool {
        let prefix = options.prefix
        guard restartsAtPrefix, frame.count > (refusal == nil ? prefix.count : prefix.count - 1),
            frame.suffix(prefix.count).elementsEqual(prefix)
        else { return false }
        refuse(frame.count - prefix.count, refusal ?? .unexpected, &out)
        return true
    }

    /// The AIM identifier behind the prefix, when it is all there.
    private var aim: AIMIdentifier? {
        guard options.readsAIM else { return nil }
        return frame.withUnsafeBufferPointer {
            Self.aim($0, at: options.prefix.count, before: $0.count)
        }
    }

    /// Prefix and AIM identifier, as far as the frame shows them.
    private var headerLength: Int {
        let start = options.prefix.count
        return start + (aim == nil ? 0 : 3)
    }

    private mutating func complete(
        frameLength: Int, suffixLength: Int, _ out: inout [Decoded<ScannedCode>]
    ) {
        garbage.flush(to: &out)
        let payload = Array(frame[headerLength..<(frameLength - suffixLength)])
        out.append(.message(ScannedCode(bytes: payload, aim: aim)))
        frame.removeFirst(frameLength)
    }

    /// Reports the first bytes of the frame as malformed and keeps the rest.
    private mutating func refuse(
        _ count: Int, _ reason: Malformed.Reason, _ out: inout [Decoded<ScannedCode>]
    ) {
        guard count > 0 else { return }
        if reason == .unexpected {
            garbage.append(contentsOf: frame[..<count], to: &out)
        } else {
            report(reason, Array(frame[..<count]), &out)
        }
        frame.removeFirst(count)
    }

    private static func aim(
        _ bytes: UnsafeBufferPointer<UInt8>, at start: Int, before end: Int
    ) -> AIMIdentifier? {
        guard end - start >= 3, bytes[start] == UInt8(ascii: "]") else { return nil }
        return AIMIdentifier(letter: bytes[start + 1], modifier: bytes[start + 2])
    }

    /// Control characters that no symbology's data uses as structure (ISO/IEC 15434 uses RS, EOT,
    /// FS, GS and US; text uses HT, LF and CR).
    private static func cannotBePayload(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x04, 0x09, ASCIIControl.lf, ASCIIControl.cr, 0x1C...0x1F: false
        default: byte < 0x20
        }
    }
}
