namespace Paracle.Cache.Redis.Internal;

internal enum NoticeKind : byte
{
    /// <summary>A key was written or removed.</summary>
    Key = (byte)'k',

    /// <summary>A tag was removed.</summary>
    Tag = (byte)'t',

    /// <summary>A fill ended: those who wait for it look again.</summary>
    Wake = (byte)'w',

    /// <summary>The subscription is alive.</summary>
    Beat = (byte)'b',
}
