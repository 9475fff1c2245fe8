import CurlTransport
import DeviceSimulator
import Foundation
import Glibc
import Identifiers
import Rehearsal
import Synchronization
import Testing

/// Labels ordered at the command line, and the paper they wait for.
@Suite("Ordering labels", .serialized)
struct LabelOrderCommandTests {
    private func label(
        _ stage: Stage, _ words: [String], limit: Duration = .seconds(20)
    ) async throws -> ProgramRun {
        try await ProgramRun.of(
            "stationctl", ["label"] + words + ["--config", stage.configuration],
            more: ["CUNZHAN_DATA": Programs.checkout], limit: limit)
    }

    private func order(
        _ stage: Stage, _ template: String, _ change: (old: String, new: String)? = nil,
        more: [String] = []
    ) async throws -> ProgramRun {
        let sample = try await label(stage, ["sample", template])
        try #require(sample.code == 0)
        let file = "\(stage.scratch.path)/\(template).json"
        let text = change.map { sample.text.replacing($0.old, with: $0.new) } ?? sample.text
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        return try await label(
            stage, ["print", "--template", template, "--data", file, "--json"] + more)
    }

    private func journal(_ stage: Stage) async throws -> String {
        try await ProgramRun.of(
            "stationctl", ["journal", "show", "--config", stage.configuration]
        ).text
    }

    private func refusals(_ stage: Stage) async throws {
        let bare = try await order(stage, "waybill-76x130", ("村*甲", "村民甲"))
        #expect(bare.code == 65 && bare.errors.contains("receiver"), "\(bare.errors)")
        let broken = try await order(stage, "lot-60x40", ("\"", ""))
        #expect(broken.code == 65, "\(broken.errors)")
        let place = "\(stage.scratch.path)/lot-60x40.json"
        let unknown = try await label(stage, ["print", "--template", "no-such", "--data", place])
        #expect(unknown.code == 64, "\(unknown.errors)")
        let missing = try await label(
            stage, ["print", "--template", "lot-60x40", "--data", place + "-none"])
        #expect(missing.code == 66, "\(missing.errors)")

        // More than the daemon takes is refused before it is sent, and by the daemon itself.
        let long = "\(stage.scratch.path)/long.json"
        try Data(repeating: 0x20, count: 1_000_001).write(to: URL(filePath: long))
        let tooLong = try await label(stage, ["print", "--template", "lot-60x40", "--data", long])
        #expect(tooLong.code == 65 && tooLong.errors.contains("1000 kB"), "\(tooLong.errors)")

        let socket = CurlTransport.Configuration(unixSocket: stage.folder + "/run/station.sock")
        let refused = try await CurlTransport(socket).send(
            HTTPExchange(
                method: "POST", url: "http://localhost/labels?template=lot-60x40",
                body: [UInt8](repeating: 0x20, count: 1_000_001)))
        let words = String(decoding: refused.body, as: UTF8.self)
        #expect(words.contains(#""exitCode":65"#) && words.contains("1000 kB"), "\(words)")
    }

    @Test("killed while a label is at the printer, which is gone then: it is in doubt all the same")
    func printerGone() async throws {
        let stage = try await Stage(printer: true)
        try await stage.village.stopStation()
        try await stage.village.startStation(failPoint: "h5-after:1")
        let daemon = try #require(stage.village.stationd)
        // The answer may be lost in the kill: a person sees how to ask again.
        let lot = try await order(stage, "lot-60x40")
        #expect(lot.code == 0 || lot.errors.contains("--order "), "\(lot.errors)")
        try await daemon.waitForEnd()
        let configuration = try String(contentsOfFile: stage.configuration, encoding: .utf8)
        let line = try #require(
            configuration.split(separator: "\n").first { $0.contains("{name: printer,") })
        try stage.configure("\n" + line, "")
        let station = try await stage.start()
        #expect(try await journal(stage).contains(#"\"outcome\":\"unknown\""#))
        station.signal(SIGTERM)
        try await station.waitForEnd()
        try await stage.village.stopCounty()
    }

    @Test("what cannot or must not be printed is refused; other paper is waited for, over a kill")
    func orders() async throws {
        let stage = try await Stage(printer: true)
        let printer = try #require(stage.village.printer)
        let errors = Mutex<[String]>([])
        let events = printer.events
        let listening = Task {
            for await case .error(let text) in events { errors.withLock { $0.append(text) } }
        }
        defer { listening.cancel() }
        try await until("the printer works") { try await stage.lamp("printer") == "ok" }

        try await refusals(stage)

        // The size of pickup labels goes on at once, another one waits.
        let lot = try await order(stage, "lot-60x40", more: ["--order", "once"])
        // Its answer was lost: the same order again is the same job.
        let again = try await order(stage, "lot-60x40", more: ["--order", "once"])
        #expect(try object(again.text)["job"] as? Int == object(lot.text)["job"] as? Int)
        let other = try await order(stage, "shelf-60x40", more: ["--order", "once"])
        #expect(other.code == 65, "\(other.errors)")
        #expect(try object(lot.text)["waitsForPaper"] as? Bool == false, "\(lot.errors)")
        let waybill = try await order(stage, "waybill-76x130")
        #expect(try object(waybill.text)["waitsForPaper"] as? Bool == true, "\(waybill.errors)")
        try await until("the lot label is out") {
            try await journal(stage).contains(#"\"template\":\"lot-60x40\""#)
        }
        stage.village.stationd?.signal(SIGKILL)
        try await stage.village.stationd?.waitForEnd()
        printer.perform(.paper(width: 76, height: 130))
        try await stage.village.startStation()
        try await until("the paper is asked for") {
            let paper = try await label(stage, ["paper", "--json"])
            guard paper.code == 0 else { return false }
            return try object(paper.text)["wanted"] as? String == "76x130+2"
        }
        try await until("the kiosk asks") {
            let state = try await ask("GET", stage.village.kioskURL + "/state")
            return String(decoding: state.body, as: UTF8.self).contains("请换成 76×130 mm 标签纸")
        }
        // The keeper answers with the code for "yes", which counts once the question could be read.
        try await until("the answer is taken") {
            let answer = try await stage.scan(ControlCode.confirm.barcode)
            if answer.light == "green" { #expect(answer.big == "76×130 mm") }
            return answer.light == "green"
        }
        try await until("the waybill is out") {
            try await journal(stage).contains(#"\"template\":\"waybill-76x130\""#)
        }
        let entries = try await journal(stage)
        #expect(!entries.contains("村") && !entries.contains("785896300000017"))
        #expect(errors.withLock { $0 } == [])
        let paper = try object(try await label(stage, ["paper", "--json"]).text)
        #expect(paper["loaded"] as? String == "76x130+2" && paper["isMeasured"] as? Bool == true)
        try await stage.stop()
        let away = try await label(stage, ["paper"])
        #expect(away.code == 69, "\(away.errors)")
    }

    @Test("a printer that was given fonts is sent characters, not pictures of them")
    func storedFonts() async throws {
        let stage = try await Stage(printerProfile: "printers/zebra-gk420d")
        let printer = try #require(stage.village.printer)
        let labels = Mutex<[String]>([])
        let events = printer.events
        let listening = Task {
            var label = ""
            for await case .received(let bytes) in events {
                label += String(decoding: bytes, as: UTF8.self)
                guard let end = label.range(of: "^XZ", options: .backwards) else { continue }
                labels.withLock { $0.append(String(label[..<end.lowerBound])) }
                label = String(label[end.upperBound...])
            }
        }
        defer { listening.cancel() }
        try await stage.village.stopStation()
        let fonts = try await label(
            stage, ["fonts", "install", "--device", "printer"], limit: .seconds(120))
        #expect(fonts.code == 0, "\(fonts.errors)")
        try await stage.village.startStation()
        try await until("the printer works") { try await stage.lamp("printer") == "ok" }
        let lot = try await order(stage, "lot-60x40")
        #expect(lot.code == 0, "\(lot.errors)")
        try await until("the lot label is out") {
            try await journal(stage).contains(#"\"template\":\"lot-60x40\""#)
        }
        let sent = try #require(labels.withLock { $0.last { $0.contains("^PW") } })
        let pictures = try await label(
            stage,
            [
                "render", "--template", "lot-60x40", "--profile", "printers/zebra-gk420d",
                "--data", "\(stage.scratch.path)/lot-60x40.json",
            ])
        #expect(sent.contains("^A@N") && !pictures.text.contains("^A@N"))
        #expect(sent.utf8.count < pictures.output.count, "\(sent.utf8.count) bytes")
    }
}
