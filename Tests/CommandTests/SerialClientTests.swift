import DataFolder
import DeviceProtocols
import DeviceSimulator
import Testing

/// Serial programs that know nothing of this project, talking to simulated devices.
@Suite("Other people's serial programs see a device", .serialized)
struct SerialClientTests {
    /// A program that opens the line at `link`, sends its input and shows what comes back.
    enum Client: String, CaseIterable, CustomTestStringConvertible {
        case pyserial, picocom, tio

        var testDescription: String { rawValue }

        func run(link: String, send: String) async throws -> ProgramRun {
            switch self {
            case .pyserial:
                try await ProgramRun.of(
                    "/usr/bin/python3", ["-c", Self.script, link, send])
            case .picocom:
                // It ends when nothing comes for a while; a scale that sends never falls silent.
                try await ProgramRun.of(
                    "/usr/bin/picocom", ["-q", "-b", "9600", "-x", "700", link],
                    input: Array(send.utf8), prefix: ["/usr/bin/timeout", "-s", "KILL", "1"])
            case .tio:
                // It ends with its input, so the input has to stay open for the answer.
                try await ProgramRun.of(
                    "/bin/sh",
                    [
                        "-c", #"(printf %s "$1"; sleep 0.7) | tio -b 9600 "$0""#, link, send,
                    ])
            }
        }

        private static let script = """
            import serial, sys
            line = serial.Serial(sys.argv[1], 9600, timeout=0.7)
            line.write(sys.argv[2].encode())
            sys.stdout.buffer.write(line.read(4096))
            """
    }

    private static let data = DataFolder(path: Programs.checkout)

    private func device(_ id: String, in scratch: Scratch) throws -> SimulatedDevice {
        try SimulatedDevice(
            profile: try Self.data.profile(id: id), link: "\(scratch.path)/line")
    }

    @Test("a scale that is asked answers with its weight", arguments: Client.allCases)
    func askedScale(client: Client) async throws {
        let scratch = try Scratch()
        let scale = try device("scales/generic-toledo-8217", in: scratch)
        let run = try await client.run(link: scale.link, send: "W")
        #expect(run.text.contains("00.000"), "\(run.errors)")
    }

    @Test("a scale that sends by itself is heard", arguments: Client.allCases)
    func sendingScale(client: Client) async throws {
        let scratch = try Scratch()
        let scale = try device("scales/generic-yaohua-a12e", in: scratch)
        let run = try await client.run(link: scale.link, send: "")
        let frames = run.text.split(separator: "WG000.000kg32").count - 1
        #expect(frames >= 3, "\(run.text)")
    }

    @Test("a scanner's code waits for the program", arguments: Client.allCases)
    func scanner(client: Client) async throws {
        let scratch = try Scratch()
        let scanner = try device("scanners/generic-serial", in: scratch)
        scanner.perform(try SimulatorCommand(line: "scan YT0000000000017"))
        let run = try await client.run(link: scanner.link, send: "")
        #expect(run.text.contains("YT0000000000017"), "\(run.errors)")
    }

    @Test("a printer out of paper says so", arguments: Client.allCases)
    func printer(client: Client) async throws {
        let scratch = try Scratch()
        let printer = try device("printers/generic-tspl", in: scratch)
        printer.perform(try SimulatorCommand(line: "paper-out"))
        let run = try await client.run(link: printer.link, send: "\u{1B}!?")
        #expect(run.output.contains(0x04), "\(run.errors)")
    }
}
