// Run by SerialLinesTests inside a mocked /dev and /sys: opens a line with the real library and
// tells in words, one line each, what it saw.
//
//   serialprobe list
//   serialprobe identities
//   serialprobe resolve PATH
//   serialprobe follow ADDRESS [TEXT [BAUD DATA-BITS PARITY STOP-BITS]]
//                                        writes TEXT once the line is open
//   serialprobe hold PATH                keeps the port open until standard input ends
import DeviceProtocols
import Dispatch
import Glibc
import SerialLines

/// Writes past stdio, whose lock on standard input may be held by a read that waits.
func say(_ text: String) {
    let line = Array("\(text)\n".utf8)
    write(1, line, line.count)
}

func hex(_ bytes: [UInt8]) -> String {
    bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
}

func list() throws(LineError) {
    for port in try SerialPort.list() {
        let usb = port.usb.map { "\($0)" } ?? "-"
        say("port \(port.path) \(port.transport) \(usb) \(port.productName ?? "-")")
    }
    say("end")
}

func identities() throws(LineError) {
    let ports = try SerialPort.list()
    for port in ports { say("identity \(port.path) \(PortIdentity(port, among: ports))") }
    say("end")
}

/// 9600 8N1, or what the arguments say.
func settings(_ words: [String]) -> LineSettings {
    guard words.count == 4 else { return LineSettings(bauds: [9600]) }
    return LineSettings(
        bauds: [Int(words[0]) ?? 0], dataBits: Int(words[1]) ?? 0,
        parity: LineSettings.Parity(rawValue: words[2]) ?? .none, stopBits: Int(words[3]) ?? 0)
}

func follow(
    _ address: LineAddress, writing text: String?, _ settings: LineSettings
) async {
    let reader = LineReader(address, settings: settings, idleGap: .milliseconds(50))
    async let running: Void = reader.run()
    for await event in reader.events {
        switch event {
        case .opened(let opening):
            say("opened \(opening.devicePath) \(opening.baud ?? 0)")
            guard let text else { continue }
            do throws(LineError) {
                try await reader.write(Array(text.utf8))
            } catch {
                say("error \(error)")
            }
        case .bytes(let bytes): say("bytes \(hex(bytes))")
        case .idle: say("idle")
        case .dropped(let count): say("dropped \(count)")
        case .lost(let loss): say("lost \(loss)")
        case .unavailable(let error): say("unavailable \(error)")
        }
    }
    await running
}

func hold(_ address: LineAddress) throws(LineError) {
    let line = try SerialLine.open(address, settings: LineSettings())
    say("opened \(line.opening.devicePath)")
    while readLine() != nil {}
    say("closed \(line.opening.devicePath)")
}

/// Ends the program when the test that started it is gone.
func endWithStandardInput() {
    DispatchQueue(label: "standard input").async {
        while readLine() != nil {}
        exit(0)
    }
}

do throws(LineError) {
    let arguments = CommandLine.arguments.dropFirst()
    switch (arguments.first, arguments.dropFirst().first) {
    case ("list", _):
        try list()
    case ("identities", _):
        try identities()
    case ("resolve", let path?):
        say("resolved \(PortWatch.resolved(path) ?? "nothing")")
    case ("follow", let address?):
        endWithStandardInput()
        await follow(
            try LineAddress(address), writing: arguments.dropFirst(2).first,
            settings(Array(arguments.dropFirst(3))))
    case ("hold", let path?):
        try hold(try LineAddress(path))
    default:
        say(
            "usage: serialprobe list | identities | resolve PATH | follow ADDRESS [TEXT] | hold PATH"
        )
        exit(64)
    }
} catch {
    say("error \(error)")
    exit(1)
}
