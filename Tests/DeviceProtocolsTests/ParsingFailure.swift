import DeviceProtocols
import StrictYAML
import Testing

/// What is said of a profile's text that cannot be read; `no error` of one that can.
///
/// Whatever is said is said in Chinese too.
func parsingFailure(_ text: String, id: String = "scales/x") -> String {
    do {
        _ = try DeviceProfile.parse(text, file: "x.yaml", id: id)
        return "no error"
    } catch {
        let isChinese = (error as? YAMLError).map { $0.chineseMessage != $0.message } ?? false
        #expect(isChinese, "no Chinese for: \(error)")
        return "\(error)"
    }
}
