/// A county's plan as data: what it states and how that hangs together, never what is wrong in it.
public struct ProgrammePack: Sendable {
    /// Name of its folder.
    public let id: String
    /// The county.
    public let county: County
    /// Number of the document.
    public let number: String
    /// Day of issue.
    public var issued: Stated<Day>
    /// Version of the pack itself, counted from 1.
    public let version: Int
    /// From when this version holds.
    public let validFrom: Day
    /// The last day it holds; nil when open.
    public let validTo: Day?
    /// Other counties' packs to compare sentences, names and measures with.
    public let sisters: [String]
    /// Annexes and other parts.
    public internal(set) var parts: [PlanPart] = []

    /// All figures, cells of tables included, by id.
    public internal(set) var figures: [String: PlanFigure] = [:]
    /// The ids of all figures in the order written.
    public internal(set) var figureOrder: [String] = []
    /// Tables of amounts.
    public internal(set) var tables: [BudgetTable] = []
    /// Where the money comes from.
    public internal(set) var funds: [FundSource] = []
    /// Phases in order.
    public internal(set) var phases: [Phase] = []
    /// Projects in the order of the body.
    public internal(set) var projects: [Project] = []
    /// What has to be done, with the evidence for it.
    public internal(set) var work: [WorkItem] = []
    /// Who has duties.
    public internal(set) var parties: [Party] = []
    /// The duties.
    public internal(set) var duties: [Duty] = []
    /// Duties to be kept apart.
    public internal(set) var separations: [Separation] = []
    /// Groups, associations and alliances.
    public internal(set) var bodies: [Body] = []
    /// Roles that have to be filled.
    public internal(set) var posts: [Post] = []
    /// Whose identity has to be proved.
    public internal(set) var identities: [IdentityRule] = []
    /// Divisions the pack itself knows; a county's whole list is read by ``PlaceTree``.
    public internal(set) var places: [Place] = []
    /// Centres, stations and points.
    public internal(set) var stations = StationPlan()
    /// How many are to be trained.
    public internal(set) var trainingLines: [TrainingPlan.Line] = []
    /// Ids of the figures that indicators and their targets are computed from.
    var indicatorFigures: [String] = []
    /// Names as printed, of whatever kind, to be compared with one another.
    public internal(set) var names: [Stated<String>] = []

    /// Totals with their parts.
    public internal(set) var sums: [SumStatement] = []
    /// Figures held against one another.
    public internal(set) var claims: [Claim] = []
    /// Columns of shares.
    public internal(set) var shares: [ShareColumn] = []
    /// Growth of totals and parts.
    public internal(set) var growths: [GrowthStatement] = []
    /// Stated numbers of listed things.
    public internal(set) var counts: [CountStatement] = []
    /// Numbered headings and steps.
    public internal(set) var lists: [NumberedList] = []
    /// What is said in words.
    public internal(set) var wordings: [Wording] = []
    /// Measures that other counties state in their own way.
    public internal(set) var shared: [SharedMeasure] = []
    /// What was decided about findings.
    public internal(set) var decisions: [Decision] = []
    /// What no rule can tell.
    public internal(set) var inexpressible: [Inexpressible] = []

    /// The county a pack belongs to.
    public struct County: Sendable, Hashable {
        /// Twelve-digit division code.
        public let code: String
        /// Name.
        public let name: String

        /// A county of this code and name.
        public init(code: String, name: String) {
            self.code = code
            self.name = name
        }
    }

    init(
        id: String, county: County, number: String, issued: Stated<Day>, version: Int,
        valid: (from: Day, to: Day?), sisters: [String]
    ) {
        self.id = id
        self.county = county
        self.number = number
        self.issued = issued
        self.version = version
        validFrom = valid.from
        validTo = valid.to
        self.sisters = sisters
    }

    /// Whether this version holds on a day.
    public func isValid(on day: Day) -> Bool {
        validFrom <= day && validTo.map { day <= $0 } != false
    }

    /// A copy in which one figure has another value, marked corrected; nil for an unknown id.
    public func replacing(figure id: String, with extent: Extent) -> ProgrammePack? {
        guard var figure = figures[id] else { return nil }
        figure.stated = Stated(
            .known(extent), printed: extent.figure.value.description, source: figure.stated.source,
            standing: .corrected)
        var copy = self
        copy.figures[id] = figure
        return copy
    }

    /// A copy in which one milestone, phase or the issue (`issued`) has another day; nil for an
    /// unknown id.
    public func replacing(day id: String, with day: Day) -> ProgrammePack? {
        func corrected(_ old: Stated<Day>) -> Stated<Day> {
            Stated(
                .known(day), printed: "\(day.year)年\(day.month)月\(day.day)日",
                source: old.source, standing: .corrected)
        }
        var copy = self
        if id == "issued" {
            copy.issued = corrected(issued)
            return copy
        }
        if let index = phases.firstIndex(where: { $0.id == id }) {
            copy.phases[index].ends = corrected(phases[index].ends)
            return copy
        }
        for (index, project) in projects.enumerated() {
            guard let place = project.milestones.firstIndex(where: { $0.id == id }) else {
                continue
            }
            var milestones = project.milestones
            milestones[place].by = corrected(milestones[place].by)
            copy.projects[index] = Project(
                id: project.id, numberInBody: project.numberInBody, nameInBody: project.nameInBody,
                row: project.row, leads: project.leads, milestones: milestones)
            return copy
        }
        return nil
    }

    /// All milestones of all projects.
    public var milestones: [Milestone] { projects.flatMap(\.milestones) }
}
