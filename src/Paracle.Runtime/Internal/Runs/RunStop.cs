namespace Paracle.Runtime.Internal.Runs;

/// <summary>Why a run was stopped from outside its loop. The first cause stands.</summary>
internal enum RunStop
{
    None,
    Cancelled,
    TimeLimit,
    HostStopping,
}
