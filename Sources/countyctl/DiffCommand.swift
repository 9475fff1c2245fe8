import ArgumentParser
import CountyProgramme

extension ProgrammeCommand {
    /// The command `countyctl programme diff PACK PACK`.
    struct Diff: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "两个方案包有什么不同 · What differs between two packs.",
            discussion: """
                先写旧的，再写新的：加 +、减 -、改 ~，最后是发现的变化。退出码 0。
                The older one first: + added, - removed, ~ changed; then what changed in the \
                findings. Exit code 0.
                """)
        @Argument(help: "旧的方案包 · The older pack: its folder or its name.")
        var old: String
        @Argument(help: "新的方案包 · The newer pack: its folder or its name.")
        var new: String
        @OptionGroup var packs: PackFolderOption
        @OptionGroup var output: JSONOption

        /// What `diff --json` prints.
        struct Answer: Encodable {
            struct Change: Encodable {
                let kind: String
                let section: String
                let id: String
                let old: String?
                let new: String?
            }

            let old: String
            let new: String
            let changes: [Change]
        }

        func run() async throws {
            let (before, oldSisters) = try packs.read(old)
            let (after, newSisters) = try packs.read(new)
            let changes =
                after.changes(from: before)
                + (try packs.rules(of: new).changes(from: packs.rules(of: old)))
                + after.check(beside: newSisters).changes(from: before.check(beside: oldSisters))
            guard output.json else { return show(changes) }
            try Terminal.json(
                Answer(
                    old: before.id, new: after.id,
                    changes: changes.map {
                        Answer.Change(
                            kind: $0.kind.rawValue, section: $0.section, id: $0.id, old: $0.old,
                            new: $0.new)
                    }))
        }

        private func show(_ changes: [PackChange]) {
            for change in changes {
                let name = "\(change.section)/\(change.id)"
                switch change.kind {
                case .added: Terminal.line("+ \(name)\t\(change.new ?? "")")
                case .removed: Terminal.line("- \(name)\t\(change.old ?? "")")
                case .changed:
                    Terminal.line("~ \(name)")
                    Terminal.line("    - \(change.old ?? "")")
                    Terminal.line("    + \(change.new ?? "")")
                }
            }
        }
    }
}
