namespace IntegrationHub.Simulators.World;

/// <summary>
/// Draws one dossier and its whole course from (seed, unit, day, number). The order of the draws is the world:
/// a draw that is inserted in the middle gives another one, so new ideas draw at the end or from a generator of their own.
/// </summary>
public sealed class DossierMaker(ulong seed, DemoUnit unit, UnitProfile profile, WorkCalendar calendar, bool withCorrections)
{
    public void Make(int day, int number, out Dossier dossier)
    {
        dossier = default;
        dossier.Unit = unit;
        dossier.Key = new DossierKey(unit.Index, day, number);
        var random = DemoRandom.For(seed, unit.Hash, 3, ((ulong)day << 32) | (uint)number);
        dossier.Looks = random.Next();
        DrawFacts(ref dossier, ref random, day);
        DrawPapers(ref dossier, ref random);

        Run(ref dossier, ref random);
        if (unit.RestDay != int.MaxValue)
        {
            dossier.Rest(unit.RestDay * WorldTime.SecondsPerDay);
        }
    }

    private void Run(ref Dossier dossier, ref DemoRandom random)
    {
        var received = Receive(ref dossier, ref random);
        if (received == WorldTime.None)
        {
            return;
        }

        var settled = Process(ref dossier, ref random, received);
        if (settled != WorldTime.None)
        {
            var returned = Return(ref dossier, ref random, settled);
            if (withCorrections && returned != WorldTime.None && random.Permille(25))
            {
                Correct(ref dossier, ref random, returned);
            }
        }
    }

    private void DrawFacts(ref Dossier dossier, ref DemoRandom random, int day)
    {
        var asked = Procedures.AskedOf(unit);
        // The third power of a uniform draw: few procedures make most of the cases, the tail is rare.
        long u = random.Below(1 << 16);
        var rank = (int)((asked.Length * ((u * u >> 16) * u >> 16)) >> 16);
        dossier.Procedure = asked[rank];
        var procedure = Procedures.All[dossier.Procedure];

        var online = random.Permille(profile.Online) || !calendar.IsWorking(day);
        var otherwise = random.Below(100);
        dossier.InitialChannel = online ? DossierChannel.Online
            : otherwise < 80 ? DossierChannel.InPerson
            : otherwise < 90 ? DossierChannel.Post : DossierChannel.Unstated;
        dossier.FiledAt = day * WorldTime.SecondsPerDay + (online
            ? random.Between(6 * 3600, 22 * 3600)
            : random.Between(WorldTime.Opening, WorldTime.Closing - 600));
        // People who come in person may have a verified account too; it counts for online cases only.
        dossier.VerifiedAccount = random.Permille(online ? profile.Verified : 300);

        if (procedure.HasFee)
        {
            var exempt = random.Permille(80);
            dossier.FeeCount = 1 + random.Below(2);
            dossier.FirstFee = exempt ? 0 : procedure.Fee;
            dossier.SecondFee = exempt || random.Permille(500) ? 0 : 2_000;
            dossier.InitialPayment = random.Permille(procedure.PayableOnline ? profile.PaidOnline : 0)
                ? (random.Permille(700) ? 1 : 2)
                : 3 * random.Below(2);
        }
        else if (random.Permille(200))
        {
            // A line with price 0 is no fee, whatever the payment flag says.
            dossier.FeeCount = 1;
            dossier.InitialPayment = random.Permille(100) ? 1 : 0;
        }
    }

    private void DrawPapers(ref Dossier dossier, ref DemoRandom random)
    {
        dossier.HasDigitalComponents = random.Permille(profile.Components);
        var digitized = random.Permille(profile.Digitized);
        var reused = random.Permille(dossier.HasDigitalComponents ? profile.Reuse : 50);
        dossier.PaperCount = random.Between(1, SubmittedPapers.Capacity - 1);
        for (var n = 0; n < dossier.PaperCount; n++)
        {
            dossier.Papers[n] = new SubmittedPaper(
                digitized && (n == 0 || random.Permille(500)), reused && (n == 0 || random.Permille(300)) ? 1 + random.Below(2) : 0, false);
        }

        // A deleted paper that would count if it were not deleted.
        if (random.Permille(100))
        {
            dossier.Papers[dossier.PaperCount++] = new SubmittedPaper(true, 1, true);
        }
    }

    private int Receive(ref Dossier dossier, ref DemoRandom random)
    {
        var received = dossier.FiledAt;
        if (dossier.InitialChannel == DossierChannel.Online)
        {
            var fate = random.Below(1000);
            var delay = random.Below(1000);
            var answered = AtWork(dossier.FiledAt + random.Between(60, 3 * 3600), delay < 800 ? 0 : delay < 970 ? 1 : 3, ref random);
            if (fate < 8)
            {
                return WorldTime.None;
            }

            if (fate < 33)
            {
                dossier.Add(answered, DossierField.RefusedAt, answered);
                dossier.Add(answered, DossierField.Status, DossierStatus.Refused);
                return WorldTime.None;
            }

            received = answered;
        }

        dossier.Add(received, DossierField.ReceivedAt, received);
        dossier.Add(received, DossierField.Status, DossierStatus.Received);
        if (random.Permille(970))
        {
            var due = AtWork(received, Procedures.All[dossier.Procedure].Days + 1, ref random);
            dossier.Add(received, DossierField.DueAt, due);
        }

        return received;
    }

    /// <summary>From receipt to the end of the work; returns that end, or None if the dossier ends or rests elsewhere.</summary>
    private int Process(ref Dossier dossier, ref DemoRandom random, int received)
    {
        var fate = random.Below(1000);
        var started = AtWork(received + random.Between(300, 5 * 3600), 0, ref random);
        if (fate < 8)
        {
            dossier.Add(started, DossierField.RefusedAt, started);
            dossier.Add(started, DossierField.Status, DossierStatus.Refused);
            return WorldTime.None;
        }

        dossier.Add(started, DossierField.Status, DossierStatus.InProgress);
        var at = started;
        if (random.Permille(70))
        {
            at = Wait(ref dossier, ref random, at, DossierStatus.AwaitingPapers, 10);
        }

        if (unit.Level != DemoLevel.Commune && random.Permille(40))
        {
            at = Wait(ref dossier, ref random, at, DossierStatus.AwaitingPayment, 5);
        }

        var days = Procedures.All[dossier.Procedure].Days;
        var done = AtWork(at + random.Between(600, 4 * 3600), days * random.Between(20, 125) / 100, ref random);
        switch (fate)
        {
            case < 23:
                dossier.Add(done, DossierField.Status, DossierStatus.Withdrawn);
                return WorldTime.None;
            case < 31:
                dossier.Add(done, DossierField.Status, DossierStatus.Stopped);
                return WorldTime.None;
            case < 46:
                // Rests in progress for ever: there always are some.
                return WorldTime.None;
            default:
                return Settle(ref dossier, ref random, done);
        }
    }

    private int Wait(ref Dossier dossier, ref DemoRandom random, int at, int status, int upToDays)
    {
        var asked = AtWork(at + random.Between(600, 3600), 0, ref random);
        var answered = AtWork(asked + 600, random.Between(1, upToDays), ref random);
        dossier.Add(asked, DossierField.Status, status);
        dossier.Add(answered, DossierField.Status, DossierStatus.InProgress);
        return answered;
    }

    private int Settle(ref Dossier dossier, ref DemoRandom random, int done)
    {
        var bulk = random.Permille(profile.EntersInBulk ? 350 : 20);
        var entered = bulk ? InBulk(done, ref random) : done;
        // Half of what is typed in late carries the true date, which then lies weeks back.
        var completed = bulk && random.Permille(500) ? entered : done;
        var electronic = random.Permille(profile.ElectronicResult);
        dossier.Add(entered, DossierField.ElectronicResult, electronic ? 1 : 0);
        if (random.Permille(30))
        {
            // Straight to "returned", with the day of return as the only date of an end.
            dossier.Add(entered, DossierField.ReturnedAt, completed);
            dossier.Add(entered, DossierField.Status, DossierStatus.Returned);
            return entered;
        }

        dossier.Add(entered, DossierField.CompletedAt, completed);
        dossier.Add(entered, DossierField.Status, DossierStatus.Settled);
        return entered;
    }

    private int Return(ref Dossier dossier, ref DemoRandom random, int settled)
    {
        if (dossier.Changes[dossier.ChangeCount - 1].Value == DossierStatus.Returned)
        {
            return settled;
        }

        var fate = random.Below(1000);
        if (fate < 20)
        {
            return WorldTime.None;
        }

        var returned = fate switch
        {
            < 80 => InBulk(settled + 3600, ref random),
            < 600 => settled + random.Between(60, 1800),
            _ => AtWork(settled + 600, random.Between(1, 4), ref random),
        };
        dossier.Add(returned, DossierField.ReturnedAt, returned);
        dossier.Add(returned, DossierField.Status, DossierStatus.Returned);
        return returned;
    }

    /// <summary>A late change of a closed dossier, 1 to 30 days after it was closed.</summary>
    private void Correct(ref Dossier dossier, ref DemoRandom random, int closed)
    {
        var at = (WorldTime.DayOf(closed) + random.Between(1, 30)) * WorldTime.SecondsPerDay + random.Between(8 * 3600, 16 * 3600);
        switch (random.Below(6))
        {
            case 0:
                dossier.Add(at, DossierField.CompletedAt, Math.Max(dossier.FiledAt, closed - random.Between(1, 3) * WorldTime.SecondsPerDay));
                break;
            case 1:
                dossier.Add(at, DossierField.ElectronicResult, profile.Flawless || random.Permille(500) ? 1 : 0);
                break;
            case 2:
                dossier.Add(at, DossierField.Channel, random.Permille(500) ? DossierChannel.Online : DossierChannel.InPerson);
                break;
            case 3:
                dossier.Add(at, DossierField.Payment, Procedures.All[dossier.Procedure].PayableOnline ? random.Below(4) : 3);
                break;
            default:
                Recall(ref dossier, ref random, at);
                break;
        }
    }

    private void Recall(ref Dossier dossier, ref DemoRandom random, int at)
    {
        if (random.Permille(500))
        {
            // Half of the recalled keep their dates, which must not count while the status is 4.
            dossier.Add(at, DossierField.CompletedAt, WorldTime.None);
            dossier.Add(at, DossierField.ReturnedAt, WorldTime.None);
        }

        dossier.Add(at, DossierField.Status, DossierStatus.InProgress);
        if (random.Permille(300))
        {
            return;
        }

        var again = AtWork(at + 3600, random.Between(1, 10), ref random);
        dossier.Add(again, DossierField.CompletedAt, again);
        dossier.Add(again, DossierField.ElectronicResult, random.Permille(profile.ElectronicResult) ? 1 : 0);
        dossier.Add(again, DossierField.Status, DossierStatus.Settled);
        var returned = again + random.Between(600, 7200);
        dossier.Add(returned, DossierField.ReturnedAt, returned);
        dossier.Add(returned, DossierField.Status, DossierStatus.Returned);
    }

    /// <summary>The instant itself if somebody is at work then and no days are added; else a moment of the working day that comes.</summary>
    private int AtWork(int at, int addDays, ref DemoRandom random)
    {
        var day = WorldTime.DayOf(at);
        var time = at - day * WorldTime.SecondsPerDay;
        var moment = random.Between(WorldTime.Opening, WorldTime.Closing);
        if (addDays == 0 && calendar.IsWorking(day) && time >= WorldTime.Opening && time <= WorldTime.Closing)
        {
            return at;
        }

        if (time > WorldTime.Closing)
        {
            day++;
        }

        var result = calendar.WorkingDay(day, addDays) * WorldTime.SecondsPerDay + moment;
        return result > at ? result : at + 60;
    }

    private int InBulk(int after, ref DemoRandom random)
    {
        var day = WorldTime.DayOf(after);
        var skip = random.Below(3);
        while (WorldTime.DateOf(day).Day is < 20 or > 25 || !calendar.IsWorking(day) || (skip-- > 0 && WorldTime.DateOf(day).Day < 24))
        {
            day++;
        }

        var at = day * WorldTime.SecondsPerDay + random.Between(8 * 3600, 16 * 3600);
        return at > after ? at : after + random.Between(60, 600);
    }
}
