using System.Text.Json;

namespace Paracle.Simulation.Internal;

/// <summary>How one vendor's chat requests are judged and its answers written.</summary>
internal abstract class VendorProtocol
{
    public abstract ModelVendor Vendor { get; }

    public abstract string RequestIdHeader { get; }

    /// <summary>What the vendor's server would answer 400 to; null for a good request.</summary>
    public abstract string? Complaint(ModelRequest request);

    public abstract void WriteError(Utf8JsonWriter json, int statusCode, string message, string requestId);

    public abstract void WriteWhole(Utf8JsonWriter json, Answer answer);

    public abstract void WriteStart(EventWriter events, Answer answer);

    public abstract void WritePiece(EventWriter events, Answer answer, in AnswerPiece piece);

    public abstract void WriteEnd(EventWriter events, Answer answer);

    public abstract void WriteStreamError(EventWriter events);

    /// <summary>An event that only says that the server lives.</summary>
    public abstract void WritePing(EventWriter events, Answer answer);

    /// <summary>An event whose data is not JSON.</summary>
    public abstract void WriteMalformed(EventWriter events);
}
