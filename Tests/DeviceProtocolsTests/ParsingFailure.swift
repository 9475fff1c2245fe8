import DeviceProtocols

/// What is said of a profile's text that cannot be read; `no error` of one that can.
func parsingFailure(_ text: String, id: String = "scales/x") -> String {
    do {
        _ = try DeviceProfile.parse(text, file: "x.yaml", id: id)
        return "no error"
    } catch {
        return "\(error)"
    }
}
