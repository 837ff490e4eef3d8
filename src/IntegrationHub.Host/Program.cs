Console.Error.WriteLine("hub");
