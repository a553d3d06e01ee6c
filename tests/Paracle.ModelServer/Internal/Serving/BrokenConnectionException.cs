namespace Paracle.Simulation.Internal;

/// <summary>
/// Thrown out of the application, this makes Kestrel send what has been written and then close the connection with the
/// response unfinished; <see cref="HttpContext.Abort"/> would race with those bytes.
/// </summary>
internal sealed class BrokenConnectionException() : Exception("The script breaks the connection here.");
