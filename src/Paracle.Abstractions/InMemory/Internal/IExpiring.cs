namespace Paracle;

internal interface IExpiring
{
    /// <summary>When it may go, in ticks of its owner's clock.</summary>
    long ExpiresAt { get; }
}
