import DataFolder
import DeviceProtocols
import FoundationEssentials
import StrictYAML
import Testing

/// A folder of its own for each test, removed afterwards.
private final class TemporaryFolder {
    let path: String

    init() throws {
        let name = "cunzhan-data-\(UInt64.random(in: 0...UInt64.max))"
        path = FileManager.default.temporaryDirectory.appending(path: name).path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ text: String) throws {
        let file = URL(filePath: path).appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }
}

private let scale = """
    class: scale
    maker: M
    model: X
    protocol: toledo-8217
    line: {baud: [9600]}
    evidence: datasheet
    source: s
    examples: [{bytes: "00", lines: ['x']}]
    """

private func failure(_ body: () throws -> Void) -> DataFolderError? {
    do {
        try body()
        return nil
    } catch {
        return error as? DataFolderError
    }
}

@Suite struct DataFolderTests {
    @Test func optionThenEnvironmentThenCheckout() throws {
        let one = try TemporaryFolder()
        let two = try TemporaryFolder()
        let checkout = try TemporaryFolder()
        for folder in [one, two, checkout] { try folder.write("Devices/Scales/a.yaml", scale) }
        try checkout.write(".build/debug/stationd", "")
        let program = checkout.path + "/.build/debug/stationd"
        let environment = ["CUNZHAN_DATA": two.path]
        let byOption = try DataFolder.locate(
            option: one.path, environment: environment, executable: program)
        #expect(byOption.path == one.path)
        let byVariable = try DataFolder.locate(
            option: nil, environment: environment, executable: program)
        #expect(byVariable.path == two.path)
        let byProgram = try DataFolder.locate(
            option: nil, environment: ["CUNZHAN_DATA": ""], executable: program)
        #expect(try byProgram.profileIDs() == ["scales/a"])
    }

    @Test func linksToTheProgramAreFollowed() throws {
        let checkout = try TemporaryFolder()
        let elsewhere = try TemporaryFolder()
        try checkout.write("Devices/Scales/a.yaml", scale)
        try checkout.write(".build/debug/stationd", "")
        let link = elsewhere.path + "/stationd"
        try FileManager.default.createSymbolicLink(
            atPath: link, withDestinationPath: checkout.path + "/.build/debug/stationd")
        let found = try DataFolder.locate(option: nil, environment: [:], executable: link)
        #expect(try found.profileIDs() == ["scales/a"])
    }

    @Test func theRunningTestFindsItsCheckout() throws {
        let found = try DataFolder.locate(
            option: nil, environment: ["CUNZHAN_DATA": checkoutRoot()], executable: "/proc/self/exe"
        )
        #expect(try found.profileIDs().contains("scanners/generic-serial"))
        #expect(try found.profiles().count == found.profileIDs().count)
    }

    @Test func theProcessItselfIsFollowedToItsFile() throws {
        let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        do {
            let found = try DataFolder.locate(
                option: nil, environment: [:], executable: "/proc/self/exe")
            #expect(program.hasPrefix(found.path) || found.path == DataFolder.installed)
        } catch {
            #expect(
                error
                    == .notFound(
                        searched: ["the folders above \(program)", DataFolder.installed]))
        }
    }

    private func checkoutRoot() -> String {
        var folder = URL(filePath: #filePath).resolvingSymlinksInPath()
        while folder.path.count > 1 {
            folder = folder.deletingLastPathComponent()
            let devices = folder.appending(path: "Devices").path
            if FileManager.default.fileExists(atPath: devices) { return folder.path }
        }
        return "/"
    }

    @Test func aNamedFolderWithoutDevicesIsAnError() throws {
        let empty = try TemporaryFolder()
        let error = failure {
            _ = try DataFolder.locate(option: empty.path, environment: [:], executable: "/x")
        }
        #expect(error == .notFound(searched: [empty.path]))
        #expect(error?.exitCode == 66)
        #expect(error?.description.contains("--data") == true)
    }

    @Test func unknownProfileNamesTheNearest() throws {
        let folder = try TemporaryFolder()
        try folder.write("Devices/Scales/Yaohua-XK3190-A12E.yaml", scale)
        try folder.write("Devices/Scanners/.hidden.yaml", "")
        try folder.write("Devices/Scanners/readme.txt", "")
        let data = DataFolder(path: folder.path)
        #expect(try data.profileIDs() == ["scales/yaohua-xk3190-a12e"])
        #expect(try data.profile(id: "Scales/Yaohua-XK3190-A12E").id == "scales/yaohua-xk3190-a12e")
        let error = failure { _ = try data.profile(id: "scales/yahua-a12") }
        #expect(
            error == .unknownProfile(id: "scales/yahua-a12", nearest: "scales/yaohua-xk3190-a12e"))
        #expect(error?.exitCode == 64)
        #expect(failure { _ = try data.profile(id: "../../etc/passwd") }?.exitCode == 64)
    }

    @Test func badProfileNamesFileAndLine() throws {
        let folder = try TemporaryFolder()
        try folder.write("Devices/Scales/x.yaml", scale.replacing("maker", with: "makr"))
        let error = failure { _ = try DataFolder(path: folder.path).profile(id: "scales/x") }
        #expect(error?.exitCode == 65)
        #expect(
            error?.description
                == "Devices/Scales/x.yaml:2:1: unknown key 'makr', nearest is 'maker'")
    }

    @Test func unreadableAndOversizedFiles() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "Devices/Scales/long.yaml", String(repeating: "#", count: DataFolder.longestFile + 1))
        let file = URL(filePath: folder.path).appending(path: "Devices/Scales/binary.yaml")
        try Data([0xFF, 0xFE]).write(to: file)
        let data = DataFolder(path: folder.path)
        for id in ["scales/long", "scales/binary"] {
            let error = failure { _ = try data.profile(id: id) }
            #expect(error?.exitCode == 66)
            #expect(error?.description.contains(folder.path) == true)
        }
    }

    @Test(arguments: ["Sources/Labels/Templates", "Labels/Templates"])
    func templates(place: String) throws {
        let folder = try TemporaryFolder()
        try folder.write("Devices/Scales/a.yaml", scale)
        try folder.write("\(place)/shelf.yaml", "size: 1")
        let data = DataFolder(path: folder.path)
        #expect(try data.templateNames() == ["shelf"])
        #expect(try data.template(name: "shelf").text == "size: 1")
        #expect(try data.templates().count == 1)
        let error = failure { _ = try data.template(name: "shelv") }
        #expect(error == .unknownTemplate(name: "shelv", nearest: "shelf"))
        #expect(error?.exitCode == 64)
    }

    @Test(arguments: ["Sources/CountyProgramme/Packs", "Programme"])
    func packs(place: String) throws {
        let folder = try TemporaryFolder()
        try folder.write("Devices/Scales/a.yaml", scale)
        try folder.write("\(place)/sample/pack.yaml", "pack: 1")
        try folder.write("\(place)/sample/workflows/a.yaml", "a: 1")
        try folder.write("\(place)/sample/notes.txt", "not read")
        try folder.write("\(place)/law/holidays.yaml", "no pack of its own")
        let data = DataFolder(path: folder.path)
        #expect(try data.packNames() == ["sample"])
        let files = try DataFolder.packFiles(in: data.packFolder("sample"))
        #expect(files.map(\.name) == ["pack.yaml", "workflows/a.yaml"])
        #expect(files.map(\.text) == ["pack: 1", "a: 1"])
        #expect(try data.lawFiles().map(\.name) == ["holidays.yaml"])
        let error = failure { _ = try data.packFolder("sampel") }
        #expect(error == .unknownPack(name: "sampel", nearest: "sample"))
        #expect(error?.exitCode == 64)
        #expect(failure { _ = try DataFolder.packFiles(in: "/nonexistent") }?.exitCode == 66)
    }
}
