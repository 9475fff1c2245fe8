import Identifiers
import Testing

@Suite struct IdentificationJSONTests {
    @Test(arguments: [
        ("hello", #"{"input":"hello","kind":"text","elements":[],"candidates":[],"error":null}"#),
        ("", #"{"input":"","kind":"text","elements":[],"candidates":[],"error":null}"#),
        (
            "a\"\\\n\u{1D}\u{7F}\u{2028}村",
            #"{"input":"a\"\\\u000a\u001d\u007f\u2028村","kind":"text","elements":[],"candidates":[],"error":null}"#
        ),
        (
            "JDVA11408814483",
            #"{"input":"JDVA11408814483","kind":"waybill","elements":[],"candidates":[{"carrier":"jd","rank":1}],"error":null}"#
        ),
        (
            "]C10109501101530003",
            #"{"input":"]C10109501101530003","kind":"gs1","elements":[{"ai":"01","value":"09501101530003"}],"candidates":[],"error":null}"#
        ),
        (
            "]C1",
            #"{"input":"]C1","kind":"gs1","elements":[],"candidates":[],"error":{"code":"empty","ai":null,"at":0}}"#
        ),
        (
            "https://a/01/12312312312334",
            #"{"input":"https://a/01/12312312312334","kind":"digital-link","elements":[],"candidates":[],"error":{"code":"check-digit","ai":"01","at":26}}"#
        ),
    ])
    func lines(_ text: String, _ line: String) {
        #expect(identify(text).jsonLine == line)
    }
}
