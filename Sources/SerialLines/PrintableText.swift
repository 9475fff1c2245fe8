extension String {
    /// The text without what a terminal, a log or a page would act on: control and format characters
    /// (escape sequences, direction marks), and what is no character.
    ///
    /// Texts that come from a plugged-in device are anybody's.
    public var printable: String {
        String(String.UnicodeScalarView(unicodeScalars.filter(\.isPrintable)))
    }
}

extension Unicode.Scalar {
    fileprivate var isPrintable: Bool {
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
            .paragraphSeparator:
            false
        default: self != "\u{FFFD}"
        }
    }
}
