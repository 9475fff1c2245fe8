import DeviceProtocols
import DeviceSimulator
import DotMatrix
import Foundation
import LabelRaster
import Labels
import Testing

@Suite struct PrinterTests {
    private static let quick = SimulatorTiming(label: 0)
    /// Longer than any test: the label stays under the head until something happens to it.
    private static let endless = SimulatorTiming(label: 3_600_000)

    /// What an independent reader finds in a picture, `SYMBOLOGY:content` each, sorted.
    private func symbols(in file: String) throws -> [String] {
        let reader = Process()
        reader.executableURL = URL(filePath: "/usr/bin/zbarimg")
        reader.arguments = ["--nodbus", "--quiet", file]
        let pipe = Pipe()
        reader.standardOutput = pipe
        try reader.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        reader.waitUntilExit()
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
            .sorted()
    }

    private func status(_ client: Client) -> [PrinterCondition] {
        client.send([0x1B, 0x21, 0x3F])
        var decoder = try? Fixtures.profile("printers/generic-tspl").printerDecoder()
        for case .message(let status) in decoder?.feed(client.receive(1)[...]) ?? [] {
            return status.state
        }
        return []
    }

    @Test(arguments: [
        ("pickup-60x40", "CODE-128:CZP-3-2-0017-G", 480, 320),
        ("pickup-40x30", "QR-Code:CZP-3-2-0017-G", 320, 240),
    ])
    func templatesComeOutOfThePrinter(
        name: String, symbol: String, width: Int, height: Int
    ) async throws {
        let bench = try Bench("printers/generic-tspl", timing: Self.quick)
        let template = try Fixtures.template(name)
        let renderer = try Fixtures.renderer(template, "printers/generic-tspl")
        let client = try #require(Client(bench.link))
        client.send(try renderer.render(template.sample).bytes)
        let label = try #require(await bench.label())
        let file = try #require(label.file)
        #expect(file == bench.folder + "/0001.png")
        #expect(try symbols(in: file) == [symbol])
        #expect(label.symbols == ["CZP-3-2-0017-G"])
        for text in ["3-2-0017", "收 村*甲", "尾号 0017", "补打", "11-21", "示例县甲镇乙村服务点"] {
            #expect(label.text.count { $0 == text } == 1, "\(text) in \(label.text)")
        }
        let picture = try Bitmap(png: [UInt8](Data(contentsOf: URL(filePath: file))))
        #expect(picture == label.picture)
        #expect(picture.width == width && picture.height == height)
        #expect(try renderer.preview(template.sample) == [picture])
        await bench.quit()
    }

    @Test(arguments: [
        "\"\r\nPRINT 9,9\r\n", "\\[\"]\r\nCLS\r\n", "\0\u{1B}!R", "㛃𠮷", "乗", "乗[\"]", "\u{1B}!?",
    ])
    func hostileContentStaysContent(content: String) async throws {
        let bench = try Bench("printers/generic-tspl", timing: Self.quick)
        let template = try Fixtures.template("pickup-60x40")
        var data = template.sample
        for field in ["pickup_code", "station", "courier", "waybill_tail"] {
            data[field] = .text(content)
        }
        data["receiver"] = .text(content + "*")
        let renderer = try Fixtures.renderer(template, "printers/generic-tspl")
        let client = try #require(Client(bench.link))
        client.send(try renderer.render(data).bytes)
        var seen: [SimulatorEvent] = []
        let label = try #require(
            await bench.next { event -> DrawnLabel? in
                seen.append(event)
                return if case .label(let label) = event { label } else { nil }
            })
        #expect(try symbols(in: try #require(label.file)) == ["CODE-128:CZP-3-2-0017-G"])
        let errors = seen.filter { if case .error = $0 { true } else { false } }
        #expect(errors == [])
        #expect(label.text.last == "CZP-3-2-0017-G")
        // Had it been taken for a command, there would be more labels, or an answer to a request.
        #expect(status(client) == [.ready])
        await bench.quit()
    }

    @Test func paperOutKeepsTheLabelAndPrintsItAgain() async throws {
        let bench = try Bench("printers/generic-tspl", timing: Self.endless)
        let client = try #require(Client(bench.link))
        client.send("SIZE 40 mm,30 mm\r\nCLS\r\nBAR 0,0,80,80\r\nPRINT 1,2\r\n".utf8)
        #expect(status(client) == [.printing])
        bench.device.perform(.paperOut)
        #expect(await bench.wait(for: .interrupted))
        #expect(status(client) == [.paperOut])
        client.send([0x1B, 0x21, 0x53])
        #expect(client.receive(8) == [0x02, 0x45, 0x40, 0x40, 0x41, 0x03, 0x0D, 0x0A])
        bench.device.perform(.coverOpen)
        bench.device.perform(.paperOK)
        bench.device.perform(.noise([0x2A]))
        #expect(client.receive(1) == [0x2A])
        #expect(status(client) == [.coverOpen])
        bench.device.perform(.coverClosed)
        bench.device.perform(.noise([0x2A]))
        #expect(client.receive(1) == [0x2A])
        #expect(status(client) == [.printing])
        await bench.quit()
    }

    @Test func aStoppedLabelComesOutOnceOnly() async throws {
        let bench = try Bench("printers/generic-tspl", timing: Self.quick)
        let client = try #require(Client(bench.link))
        bench.device.perform(.paperOut)
        bench.device.perform(.noise([0x2A]))
        #expect(client.receive(1) == [0x2A])
        client.send("SIZE 40 mm,30 mm\r\nCLS\r\nBAR 0,0,80,80\r\nPRINT 2,1\r\n".utf8)
        #expect(status(client) == [.paperOut])
        bench.device.perform(.paperOK)
        #expect(await bench.label()?.number == 1)
        #expect(await bench.label()?.number == 2)
        #expect(status(client) == [.ready])
        client.send("PRINT 1\r\n".utf8)
        #expect(await bench.label()?.number == 3)
        await bench.quit()
    }

    @Test func pausedMutedAndAskedWhoItIs() async throws {
        let bench = try Bench("printers/generic-tspl", timing: Self.quick)
        let client = try #require(Client(bench.link))
        client.send([0x1B, 0x21, 0x50])
        #expect(status(client) == [.paused])
        client.send([0x1B, 0x21, 0x4F])
        #expect(status(client) == [.ready])
        client.send("~!T\r\n~!@\r\n~!I\r\n".utf8)
        let answer = Array("TSPL label printer\r0\r936,086\r".utf8)
        #expect(client.receive(answer.count) == answer)
        bench.device.perform(.ribbonOut)
        bench.device.perform(.overheated)
        bench.device.perform(.noise([0x2A]))
        #expect(client.receive(1) == [0x2A])
        client.send([0x1B, 0x21, 0x53])
        #expect(client.receive(8) == [0x02, 0x45, 0x40, 0x41, 0x44, 0x03, 0x0D, 0x0A])
        bench.device.perform(.mute)
        bench.device.perform(.noise([0x2B]))
        #expect(client.receive(1) == [0x2B])
        client.send([0x1B, 0x21, 0x3F])
        #expect(await bench.wait(for: .received([0x1B, 0x21, 0x3F])))
        bench.device.perform(.noise([0x2C]))
        #expect(client.receive(1) == [0x2C])
        await bench.quit()
    }

    @Test func garbageIsReportedAndTheNextLabelPrints() async throws {
        let bench = try Bench("printers/generic-tspl", timing: Self.quick)
        let client = try #require(Client(bench.link))
        let garbage = [
            "FOO 1,2", "TEXT 1,1,\"3\",0,1,1,\"unfinished", "TEXT 1,1,\"9\",0,1,1,\"x\"",
            "TEXT 1,1,\"3\",45,1,1,\"x\"", "TEXT 1,1,\"3\",0,99,1,\"x\"", "TEXT",
            "SIZE 9999 mm,1 mm",
            "SIZE", "BAR 1,1", "BARCODE 1,1,\"128\",50,0,0,2,2,\"\"", "QRCODE 1,1,Z,4,A,0,\"x\"",
            "PRINT 0", "PRINT 99999999999", "BITMAP 0,0,-1,5,0,x", "BITMAP 0,0,999999,999999,0,x",
            "BARCODE 1,1,\"128\",50,0,0,2,2,\"é\"", "TEXT 1,1,\"TSS24.BF2\",0,1,1,\"\u{7F}\"",
            String(repeating: "A", count: 5_000), "~!Q",
        ]
        for line in garbage {
            client.send(Array(line.utf8) + [0x0D, 0x0A])
            #expect(await bench.error() != nil)
        }
        client.send([0x1B, 0x21, 0x7A])
        #expect(await bench.error()?.contains("7a") == true)
        client.send("SIZE 2,1\r\nCLS\r\nQRCODE 20,20,M,6,A,0,\"A\\[\"]B\"\r\nPRINT 1\r\n".utf8)
        let label = try #require(await bench.label())
        #expect(label.number == 1)
        #expect(label.picture.width == 406 && label.picture.height == 203)
        #expect(try symbols(in: try #require(label.file)) == ["QR-Code:A\"B"])
        await bench.quit()
    }

    @Test func pictureBytesAreNoCommands() async throws {
        let bench = try Bench("printers/generic-tspl", timing: Self.quick)
        let client = try #require(Client(bench.link))
        // CR LF, a status request and a quote inside the picture; ones are white.
        let picture: [UInt8] = [0x0D, 0x0A, 0x1B, 0x21, 0x3F, 0x22, 0x00, 0xFF]
        client.send("SIZE 10 mm,10 mm\r\nCLS\r\nBITMAP 8,0,1,8,0,".utf8)
        client.send(picture)
        client.send("\r\nTEXT 79,10,\"3\",90,1,1,\"A\"\r\nPRINT 1,1\r\n".utf8)
        let label = try #require(await bench.label())
        for (row, byte) in picture.enumerated() {
            for bit in 0..<8 {
                #expect(label.picture[8 + bit, row] == (byte & (0x80 >> UInt8(bit)) == 0))
            }
        }
        #expect(label.text == ["A"])
        await bench.quit()
    }
}
