using CsCheck;
using Paracle.Testing;

namespace Paracle.Abstractions.Tests.Paging;

public sealed class PageCursorTests
{
    [Fact]
    public void Read_WhatAfterMade_TheKey()
    {
        foreach (var key in Texts.LiteralKeys.Append(new string('\uFFFF', 1024)))
        {
            PageCursor.Read(PageCursor.After(key)).ShouldBe(key);
        }
    }

    [Fact]
    public void Read_AnyKey_ComesBackFromUrlSafeText() => Gen.String.Where(text => text.Length is > 0 and < 1024).Sample(key =>
    {
        try
        {
            InputRules.RequireKey(key, "key");
        }
        catch (InvalidInputException)
        {
            Should.Throw<InvalidInputException>(() => PageCursor.After(key));
            return;
        }

        var cursor = PageCursor.After(key);
        Uri.EscapeDataString(cursor).ShouldBe(cursor);
        PageCursor.Read(cursor).ShouldBe(key);
    });

    [Fact]
    public void Read_AnyText_AKeyOrRefused() => Gen.String.Sample(cursor =>
    {
        try
        {
            InputRules.RequireKey(PageCursor.Read(cursor), "key");
        }
        catch (InvalidInputException error)
        {
            error.Input.ShouldBe("cursor");
        }
    });

    [Fact]
    public void Read_BadCursors_Refused()
    {
        foreach (var cursor in Texts.BadCursors.SkipLast(1))
        {
            Should.Throw<InvalidInputException>(() => PageCursor.Read(cursor), Texts.Show(cursor)).Input.ShouldBe("cursor");
        }
    }

    [Fact]
    public void PageRequest_Size_OneToAThousand()
    {
        PageRequest.First.Validate();
        new PageRequest(1).Validate();
        new PageRequest(PageRequest.MaxSize).Validate();
        foreach (var size in Texts.BadPageSizes)
        {
            Should.Throw<InvalidInputException>(new PageRequest(size).Validate, $"{size}");
        }
    }
}
