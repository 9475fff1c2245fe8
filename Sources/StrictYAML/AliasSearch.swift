import CYaml

/// Finds an alias (`*name`) before the text is composed.
///
/// Composing checks keys for repetition, and a key built of aliases of aliases takes exponential
/// time to compare; so aliases have to be refused before, not after. What is an alias only the parser
/// can tell: a star inside a text in quotes may look like one, and the other way round.
enum AliasSearch {
    static func first(in text: String, file: String) -> YAMLError? {
        // Without a star there is none, and the text need not be parsed twice.
        guard text.utf8.contains(UInt8(ascii: "*")) else { return nil }
        var text = text
        let mark = text.withUTF8(firstAlias)
        return mark.map { mark in
            YAMLError(
                file: file, line: Int(clamping: mark.line) + 1,
                column: Int(clamping: mark.column) + 1,
                message: YAMLDocument.aliasRefusal.english,
                chinese: YAMLDocument.aliasRefusal.chinese)
        }
    }

    /// Where the first alias stands; nil without one up to where the text can be parsed at all.
    ///
    /// What comes after a mistake is not composed either, and composing tells the mistake.
    private static func firstAlias(in text: UnsafeBufferPointer<UInt8>) -> yaml_mark_t? {
        // The parser keeps its own address, so it must not move.
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        defer { parser.deallocate() }
        guard yaml_parser_initialize(parser) == 1 else { return nil }
        defer { yaml_parser_delete(parser) }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, text.baseAddress, text.count)
        while true {
            var event = yaml_event_t()
            guard yaml_parser_parse(parser, &event) == 1 else { return nil }
            defer { yaml_event_delete(&event) }
            switch event.type {
            case YAML_ALIAS_EVENT: return event.start_mark
            case YAML_STREAM_END_EVENT: return nil
            default: break
            }
        }
    }
}
