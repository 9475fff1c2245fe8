import Foundation
import Testing

@testable import Station

@Suite("Files that outlive a power cut")
struct DurableFileTests {
    @Test("a link in the place of the draft is not followed")
    func link() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/durable-\(UUID().uuidString)"
        let files = FileManager.default
        try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? files.removeItem(atPath: folder) }
        let (path, other) = ("\(folder)/file", "\(folder)/other")
        try Data("kept".utf8).write(to: URL(filePath: other))
        try files.createSymbolicLink(atPath: path + ".new", withDestinationPath: other)
        for text in ["old", "new"] {
            try DurableFile.write(Array(text.utf8), to: path)
            #expect(files.contents(atPath: path) == Data(text.utf8))
        }
        #expect(files.contents(atPath: other) == Data("kept".utf8))
        #expect(
            try files.attributesOfItem(atPath: path)[.type] as? FileAttributeType == .typeRegular)
        #expect(!files.fileExists(atPath: path + ".new"))
    }
}
