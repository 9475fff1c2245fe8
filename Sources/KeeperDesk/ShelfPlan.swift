internal import Identifiers

/// One layer of one shelf and how many parcels it takes.
public struct ShelfLayer: Hashable, Sendable {
    /// The shelf's number, 1…999.
    public let shelf: Int
    /// The layer's number from the bottom, 1…99.
    public let layer: Int
    /// Parcels that fit on it.
    public let capacity: Int

    /// A layer of these parts.
    public init(shelf: Int, layer: Int, capacity: Int) {
        self.shelf = shelf
        self.layer = layer
        self.capacity = capacity
    }
}

/// Where parcels are put: always on the layer with the most room, so that no shelf fills first
/// and codes stay short.
public struct ShelfPlan: Hashable, Sendable {
    /// Days a code is not given out again after it was, so that yesterday's message never opens
    /// today's parcel.
    public static let codeRestDays = 30

    /// The layers of the station, in order.
    public let layers: [ShelfLayer]

    /// A plan of these layers; nil when there is none.
    public init?(layers: [ShelfLayer]) {
        guard !layers.isEmpty else { return nil }
        self.layers = layers
    }

    /// The layer for the next parcel, given how many lie on each.
    ///
    /// When all are full it is the one least over its capacity: a parcel on the counter is never
    /// refused for want of room.
    public func place(load: (ShelfLayer) -> Int) -> ShelfLayer {
        var best = layers[0]
        var room = best.capacity - load(best)
        for layer in layers.dropFirst() where layer.capacity - load(layer) > room {
            best = layer
            room = layer.capacity - load(layer)
        }
        return best
    }

    /// The piece number after `last`, 1…9999 around; `isResting` says which may not be given yet.
    ///
    /// Returns nil when every number of the layer is in use or resting.
    public static func nextPiece(after last: Int, isResting: (Int) throws -> Bool) rethrows -> Int?
    {
        for step in 1...PickupCode.pieceMax {
            let piece = (last + step - 1) % PickupCode.pieceMax + 1
            if try !isResting(piece) { return piece }
        }
        return nil
    }
}
