import DeviceProtocols
import DotMatrix
import Foundation
import LabelRaster
import Testing

@testable import DeviceSimulator

/// Compares with independent libraries, when CUNZHAN_PYTHON names a Python that has them.
///
/// python-escpos and zpl make jobs, labeljetty makes TSPL and reads its status bytes; for CPCL there
/// is no independent library.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["CUNZHAN_PYTHON"] != nil))
struct PrinterOracleTests {
    private struct Case: Decodable {
        let name: String
        let profile: String
        let bytes: String
        let width: Int
        let height: Int
        let dots: String
        let x: Int
        let y: Int
    }

    private static func oracle(_ arguments: [String]) -> Process {
        let process = Process()
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Oracles/printer_oracle.py")
        let python = ProcessInfo.processInfo.environment["CUNZHAN_PYTHON"] ?? "python3"
        process.executableURL = URL(filePath: python)
        process.arguments = [script.path] + arguments
        process.standardError = FileHandle.nullDevice
        return process
    }

    private static func lines(_ arguments: [String]) throws -> [Data] {
        let process = oracle(arguments)
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return data.split(separator: UInt8(ascii: "\n")).map { Data($0) }
    }

    /// What a printer of the profile draws from these bytes, down to the first label.
    private func drawn(_ bytes: [UInt8], _ profile: String) throws -> [Bitmap] {
        var model = try Fixtures.profile(profile).makeModel(
            timing: SimulatorTiming(label: 0), output: nil, now: 0)
        var effects = model.receive(bytes, at: 0)
        while model.nextTick != nil, effects.count < 100 { effects += model.tick(at: 0) }
        return effects.compactMap { effect in
            if case .event(.label(let label)) = effect { label.picture } else { nil }
        }
    }

    @Test func picturesOfOtherLibrariesComeOut() throws {
        let cases = try Self.lines(["pictures"]).map {
            try JSONDecoder().decode(Case.self, from: $0)
        }
        #expect(Set(cases.map(\.profile)).count == 3)
        #expect(cases.count >= 10)
        for item in cases {
            let bytes = try #require(ByteNotation.hex(item.bytes))
            let dots = try #require(ByteNotation.hex(item.dots))
            let wanted = try #require(
                Bitmap(width: item.width, height: item.height, bytes: dots))
            let labels = try drawn(bytes, item.profile)
            #expect(labels.count == 1, "\(item.name)")
            guard let label = labels.first else { continue }
            var different = 0
            for y in 0..<item.height {
                for x in 0..<item.width where label[item.x + x, item.y + y] != wanted[x, y] {
                    different += 1
                }
            }
            #expect(different == 0, "\(item.name)")
            #expect(label.blackDots == wanted.blackDots, "\(item.name)")
        }
    }

    /// zxing-cpp reads the symbols each simulated printer draws from the commands' own numbers.
    @Test func symbolsAreRead() throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "symbols-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var files: [String] = []
        for job in SymbolJobs.all {
            let file = folder.appending(path: "\(files.count).png")
            let label = try #require(try drawn(job.bytes, job.profile).first)
            try Data(label.png()).write(to: file)
            files.append(file.path)
        }
        let read = try Self.lines(["symbols"] + files).map {
            try JSONDecoder().decode([String].self, from: $0)
        }
        try #require(read.count == SymbolJobs.all.count)
        for (read, job) in zip(read, SymbolJobs.all) {
            #expect(read == job.contents.sorted(), "\(job.profile)")
        }
    }

    /// Another library reads the status byte of TSPL as the profiles' decoder does.
    @Test func statusBytesOfTSPL() throws {
        let readings = try Self.lines(["tspl-status"]).map {
            try JSONDecoder().decode([String].self, from: $0)
        }
        #expect(readings.count == 256)
        // Bit 6 is for others than TSC; a frame's first byte is the answer to another question.
        for (byte, words) in readings.enumerated() where byte & 0x40 == 0 && byte != 0x02 {
            var decoder = try #require(
                try Fixtures.profile("printers/generic-tspl").printerDecoder())
            let decoded = decoder.feed([UInt8(byte)]) + decoder.idle()
            guard case .message(let status) = decoded.first else {
                Issue.record("no status in \(byte)")
                continue
            }
            #expect(
                Set(status.state.map(\.rawValue)) == Set(words.isEmpty ? ["ready"] : words),
                "\(byte)")
        }
    }

    /// A whole line, in however many pieces it comes; what there is of it at the end of the output.
    private static func line(from handle: FileHandle) -> Data {
        var line = Data()
        while line.last != 0x0A {
            let more = handle.availableData
            if more.isEmpty { break }
            line += more
        }
        return line
    }

    /// Another library on the line sees a printer that is ready, out of paper, and open.
    @Test func statusOfAReceiptPrinter() async throws {
        struct Reading: Decodable, Equatable {
            let online: Bool
            /// 2 enough, 1 nearly out, 0 none.
            let paper: Int
        }
        let bench = try Bench("printers/epson-tm-t88iii")
        let process = Self.oracle(["escpos-status", bench.link])
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        var read: [Reading] = []
        let steps: [SimulatorCommand] = [.paperOK, .paperOut, .paperOK, .coverOpen, .coverClosed]
        for step in steps {
            bench.device.perform(step)
            #expect(await bench.wait(for: .done(command: step.word)))
            input.fileHandleForWriting.write(Data("\n".utf8))
            let line = Self.line(from: output.fileHandleForReading)
            try #require(!line.isEmpty, "the library stopped at \(step)")
            read.append(try JSONDecoder().decode(Reading.self, from: line))
        }
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
        #expect(
            read == [
                Reading(online: true, paper: 2), Reading(online: false, paper: 0),
                Reading(online: true, paper: 2), Reading(online: false, paper: 2),
                Reading(online: true, paper: 2),
            ])
        await bench.quit()
    }
}
