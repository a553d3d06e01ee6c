namespace Paracle.AspNetCore.Internal.Problems;

/// <summary>A request refused for how it came, not for what it asks.</summary>
internal sealed class HttpRefusalException(int status, string code, string message) : ParacleException(code, message)
{
    public int Status => status;
}
