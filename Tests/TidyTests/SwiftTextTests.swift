import Testing

@Suite("Reading Swift sources for these tests")
struct SwiftTextTests {
    @Test("imports are found with every prefix, and only as code")
    func imports() {
        let text = SwiftText(
            """
            // import Comment
            internal import Glibc
            @testable import Station
            public import struct Foundation.Date
            let text = "import Text"
            """)
        #expect(text.imports == ["Glibc", "Station", "Foundation"])
    }

    @Test("a function ends at its own brace, whatever stands in strings and comments")
    func functions() {
        let text = SwiftText(
            #"""
            protocol Shape {
                func area() -> Int

                func name() -> String
            }
            struct Square: Shape {
                init(_ side: Int = { 5 }()) {
                    self.side = side // }
                }
                func area() -> Int {
                    let text = "} \(side > 0 ? "}" : "{") {"
                    /* } /* } */ } */
                    return text.count
                }
                private func long(
                    _ values: [Int]
                ) -> Int {
                    values.map {
                        $0 + 1
                    }.count
                }
            }
            """#)
        let found = text.functions
        #expect(found.map(\.name) == ["init", "area", "long"])
        #expect(found.map(\.length) == [3, 5, 7])
    }

    @Test("types are found by name")
    func types() {
        let text = SwiftText("public final class Door {}\nenum Key { case class_ }\n// struct No")
        #expect(text.types == ["Door", "Key"])
    }
}
